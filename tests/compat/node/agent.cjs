// Every call of an agent's day through the official SDK; prints one JSON object with what it saw.
"use strict";
const { AgentMailClient } = require("agentmail");
require("./day.cjs")(AgentMailClient);
