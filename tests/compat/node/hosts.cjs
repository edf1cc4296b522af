// Every way out of a Node program, tried on the hosted service's names; prints the statuses.
"use strict";
const https = require("node:https");

const path = "/v0/auth/me";
const headers = { authorization: `Bearer ${process.env.AGENTMAIL_API_KEY}` };

/** The status of a call through `https`. */
function status(start) {
    return new Promise((told, failed) => {
        start((answer) => told(answer.resume().statusCode)).on("error", failed);
    });
}

/** The status of a call through `fetch`. */
async function fetched(input, init) {
    const answer = await fetch(input, init);
    await answer.text();
    return answer.status;
}

async function main() {
    const statuses = [];
    for (const host of ["api.agentmail.to", "x402.api.agentmail.to", "mpp.api.agentmail.to", "api.agentmail.eu"]) {
        const url = `https://${host}${path}`;
        statuses.push(await fetched(url, { headers }));
        statuses.push(await fetched(new URL(url), { headers }));
        statuses.push(await fetched(new Request(url, { headers })));
        statuses.push(await status((told) => https.get({ host, path, headers }, told)));
        statuses.push(await status((told) => https.get(url, { headers }, told)));
        const { get } = await import("node:https");
        statuses.push(await status((told) => get(new URL(url), { headers }, told)));
    }
    console.log(JSON.stringify(statuses));
}

main();
