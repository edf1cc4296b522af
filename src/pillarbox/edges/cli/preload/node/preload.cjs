/**
 * Sends the official AgentMail SDK of any Node program to the server at AGENTMAIL_BASE_URL.
 *
 * Node loads this file first, since `pillarbox run` names it in NODE_OPTIONS. It works below modules, where CJS and
 * ESM programs meet: on `fetch`, on `https` (which carries the `ws` package) and on the global `WebSocket`.
 */
"use strict";

const http = require("node:http");
const https = require("node:https");
const { syncBuiltinESMExports } = require("node:module");

const NAMED_HOST = /^(?:(?:x402\.|mpp\.)?(?:api|ws)\.agentmail\.to|(?:api|ws)\.agentmail\.eu)$/;

function isNamed(host) {
    return typeof host === "string" && NAMED_HOST.test(host);
}

/** `address` on our server when it is one of the hosted service's, else as it is. */
function redirected(address, server) {
    const url = new URL(address);
    if (!isNamed(url.hostname)) {
        return url;
    }
    const websocket = url.protocol === "wss:" || url.protocol === "ws:";
    const target = new URL(server.pathname.replace(/\/$/, "") + url.pathname + url.search, server);
    target.protocol = websocket ? server.protocol.replace("http", "ws") : server.protocol;
    return target;
}

function redirectFetch(server) {
    const original = globalThis.fetch;
    globalThis.fetch = function fetch(input, init) {
        if (input instanceof Request) {
            return isNamed(new URL(input.url).hostname)
                ? original(new Request(redirected(input.url, server), input), init)
                : original(input, init);
        }
        return URL.canParse(String(input)) ? original(redirected(input, server), init) : original(input, init);
    };
}

function redirectHttps(server) {
    const original = https.request;
    const request = function request(...args) {
        const options = requestOptions(args);
        if (!isNamed(options.hostname ?? options.host)) {
            return original(...args);
        }
        const { createConnection, agent, defaultPort, servername, ...kept } = options;
        const ours = {
            ...kept,
            protocol: server.protocol,
            host: server.hostname.replace(/^\[|\]$/g, ""),
            port: server.port || undefined,
            path: server.pathname.replace(/\/$/, "") + (options.path ?? "/"),
        };
        delete ours.hostname;
        const answer = typeof args.at(-1) === "function" ? args.at(-1) : undefined;
        return server.protocol === "https:" ? original(ours, answer) : http.request(ours, answer);
    };
    https.request = request;
    https.get = function get(...args) {
        const made = request(...args);
        made.end();
        return made;
    };
    syncBuiltinESMExports();
}

/** The options of a call `request(url?, options?, callback?)`. */
function requestOptions([first, second]) {
    if (typeof first !== "string" && !(first instanceof URL)) {
        return first ?? {};
    }
    const url = new URL(first);
    const given = typeof second === "object" ? second : {};
    return { hostname: url.hostname, port: url.port, path: url.pathname + url.search, ...given };
}

function redirectWebSocket(server) {
    if (globalThis.WebSocket === undefined) {
        return; // before Node 22
    }
    globalThis.WebSocket = new Proxy(globalThis.WebSocket, {
        construct(original, [url, ...rest], newTarget) {
            return Reflect.construct(original, [redirected(url, server), ...rest], newTarget);
        },
    });
}

if (process.env.AGENTMAIL_BASE_URL) {
    const server = new URL(process.env.AGENTMAIL_BASE_URL);
    redirectFetch(server);
    redirectHttps(server);
    redirectWebSocket(server);
}
