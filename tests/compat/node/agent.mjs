// The same day, for programs written as ES modules.
import { AgentMailClient } from "agentmail";
import day from "./day.cjs";

await day(AgentMailClient);
