// Makes calls with the npm SDK and holds the answers to its own schemas. Reads an order, {url, calls,
// known_fields}, as JSON from standard input and writes a report, {methods, outcomes}, to standard output.
"use strict";
const { readFileSync } = require("node:fs");
const path = require("node:path");

const order = JSON.parse(readFileSync(0, "utf8"));
const knownFields = new Set(order.known_fields);
let deviations = [];
validateWhatTheSdkSkips();
const { AgentMailClient } = require("agentmail");

/** The SDK takes any answer; note what its schemas have to say against it before it does. */
function validateWhatTheSdkSkips() {
    const schemas = path.join(path.dirname(require.resolve("agentmail")), "core", "schemas");
    const strictly = {
        skipValidation: false,
        unrecognizedObjectKeys: "fail",
        allowUnrecognizedEnumValues: false,
        allowUnrecognizedUnionMembers: false,
    };

    const outside = require(path.join(schemas, "builders", "schema-utils", "getSchemaUtils.js"));
    const { getSchemaUtils } = outside;
    outside.getSchemaUtils = (schema) => {
        const utils = getSchemaUtils(schema);
        const parseOrThrow = (value, options) => {
            if (options?.skipValidation) {
                const read = withKnownFields(schema.parse(value, { ...options, ...strictly }));
                deviations.push(...(read.ok ? [] : read.errors));
            }
            return utils.parseOrThrow(value, options);
        };
        return { ...utils, parseOrThrow };
    };

    const inside = require(path.join(schemas, "utils", "maybeSkipValidation.js"));
    const { maybeSkipValidation } = inside;
    inside.maybeSkipValidation = (schema) => {
        const { json, parse } = maybeSkipValidation(schema);
        const isStrict = (options) => options?.unrecognizedObjectKeys === "fail";
        const parseStrictly = (value, options) =>
            isStrict(options) ? withKnownFields(schema.parse(value, options)) : parse(value, options);
        return { ...schema, json, parse: parseStrictly };
    };
}

/** What a schema read, with documented fields allowed that this SDK does not know yet. */
function withKnownFields(read) {
    if (read.ok) return read;
    const isKnown = ({ message, path }) => message.startsWith("Unexpected key") && knownFields.has(path.at(-1));
    const errors = read.errors.filter((error) => !isKnown(error));
    return errors.length ? { ok: false, errors } : { ok: true, value: undefined };
}

const camelCase = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The public members of `part` by name, inherited ones too. */
function membersOf(part) {
    const found = new Map();
    for (let kind = Object.getPrototypeOf(part); kind !== Object.prototype; kind = Object.getPrototypeOf(kind)) {
        for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(kind))) {
            if (name !== "constructor" && !name.startsWith("_") && !found.has(name)) found.set(name, member);
        }
    }
    return found;
}

/** All public methods below a client, by paths as the Python SDK writes them. */
function methodsOf(part, parts = []) {
    return [...membersOf(part)].flatMap(([name, member]) =>
        member.get ? methodsOf(part[name], [...parts, name]) : [[...parts, name].map(snakeCase).join(".")],
    );
}

async function outcomeOf({ name, api_key, arguments: given, named }) {
    deviations = [];
    const client = new AgentMailClient({ baseUrl: order.url, apiKey: api_key, maxRetries: 0 });
    const names = name.split(".").map(camelCase);
    const method = names.pop();
    const part = names.reduce((found, next) => found[next], client);
    const request = Object.fromEntries(Object.entries(named).map(([key, value]) => [camelCase(key), value]));
    const all = Object.keys(request).length ? [...given, request] : given;
    let status = 0;
    try {
        if (name === "websockets.connect") status = await subscribe(part);
        else status = await statusOf(part[method](...all));
    } catch (error) {
        if (error.statusCode) status = error.statusCode;
        else deviations.push({ path: [], message: String(error) });
    }
    const deviation = deviations.map((error) => `${error.path.join(".")}: ${error.message}`).join("; ");
    return { status, deviation };
}

async function statusOf(call) {
    if (!call.withRawResponse) return (await call).status;
    const { data, rawResponse } = await call.withRawResponse();
    if (data?.arrayBuffer && !(await data.arrayBuffer()).byteLength) {
        deviations.push({ path: [], message: "the answer is empty" });
    }
    return rawResponse.status;
}

/** Subscribe to everything on a new socket, and hear that it is so. */
async function subscribe(websockets) {
    const socket = await websockets.connect();
    const heard = new Promise((resolve) => socket.on("message", resolve));
    await socket.waitForOpen();
    socket.sendSubscribe({ type: "subscribe" });
    const { type } = await heard;
    socket.close();
    if (type !== "subscribed") deviations.push({ path: [], message: `${type} is not subscribed` });
    return 101;
}

async function main() {
    const methods = methodsOf(new AgentMailClient({ baseUrl: order.url, apiKey: "none" }));
    const outcomes = {};
    for (const call of order.calls) {
        if (methods.includes(call.name)) outcomes[call.name] = await outcomeOf(call);
    }
    console.log(JSON.stringify({ methods, outcomes }));
}

main();
