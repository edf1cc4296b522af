"use strict";

/** An agent's day: two inboxes, a mail, the event of it, an answer, files, labels. Prints what it saw as JSON. */
module.exports = async function day(AgentMailClient) {
    const client = new AgentMailClient();
    const seen = {};
    seen.scope = (await client.auth.me()).scopeType;
    const pod = await client.pods.create({ name: "Node" });
    const asker = await client.inboxes.create({ displayName: "Asker" });
    const helper = await client.pods.inboxes.create(pod.podId, { displayName: "Helper" });
    seen.created = helper.createdAt instanceof Date;

    const socket = await client.websockets.connect();
    await socket.waitForOpen();
    const events = reader(socket);
    socket.sendSubscribe({ type: "subscribe", inboxIds: [helper.inboxId] });
    seen.subscribed = (await events()).inboxIds.length;

    const file = Buffer.from("1,2\n").toString("base64");
    const attachments = [{ filename: "sums.csv", content: file }];
    await client.inboxes.messages.send(asker.inboxId, {
        to: helper.email,
        subject: "Sums",
        text: "Please add these.",
        attachments,
    });
    const { message } = await events();
    socket.close();
    seen.words = message.extractedText;

    const at = [helper.inboxId, message.messageId];
    const link = await client.inboxes.messages.getAttachment(...at, message.attachments[0].attachmentId);
    seen.file = await (await fetch(link.downloadUrl)).text();
    await client.inboxes.messages.update(...at, { addLabels: ["done"], removeLabels: ["unread"] });
    seen.labels = (await client.inboxes.messages.get(...at)).labels;
    const answer = await client.inboxes.messages.reply(...at, { text: "Three." });
    const thread = await client.inboxes.threads.get(helper.inboxId, answer.threadId);
    seen.thread = thread.messages.map((one) => one.extractedText);
    seen.listed = (await client.inboxes.messages.list(helper.inboxId, { labels: ["done"], limit: 5 })).count;

    seen.missing = await client.inboxes.get("none@pillarbox.test").catch((error) => error.statusCode);
    await client.inboxes.delete(helper.inboxId);
    await client.pods.delete(pod.podId);
    console.log(JSON.stringify(seen));
};

/** A function whose calls resolve to the socket's messages one after another. */
function reader(socket) {
    const arrived = [];
    const waiting = [];
    socket.on("message", (message) => (waiting.length ? waiting.shift()(message) : arrived.push(message)));
    return () => (arrived.length ? Promise.resolve(arrived.shift()) : new Promise((wake) => waiting.push(wake)));
}
