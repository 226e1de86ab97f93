// SPDX-FileCopyrightText: The Clearance authors
// SPDX-License-Identifier: Apache-2.0
//
// The Anthropic SDK for Node: messages, by its plain calls and by its helpers.

import Anthropic from "@anthropic-ai/sdk";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { z } from "zod";

const client = new Anthropic();
const Note = z.object({ note: z.string() });
const tools = [
  {
    name: "save_note",
    description: "Save a clinical note.",
    input_schema: { type: "object", properties: { note: { type: "string" } }, required: ["note"] },
  },
];

const asked = (ask, model) => ({ model, max_tokens: 1024, messages: [{ role: "user", content: ask }] });
const call = (message) => message.content.find((block) => block.type === "tool_use").input;

export async function chat(ask, model) {
  return { text: (await client.messages.create(asked(ask, model))).content[0].text };
}

export async function stream(ask, model) {
  const pieces = [];
  const answer = client.messages.stream(asked(ask, model)).on("text", (piece) => pieces.push(piece));
  await answer.finalMessage();
  return { text: pieces.join(""), pieces: pieces.length };
}

export async function tool(ask, model) {
  return call(await client.messages.create({ ...asked(ask, model), tools }));
}

export async function tool_stream(ask, model) {
  return call(await client.messages.stream({ ...asked(ask, model), tools }).finalMessage());
}

export async function structured(ask, model) {
  const output_config = { format: zodOutputFormat(Note) };
  return (await client.messages.parse({ ...asked(ask, model), output_config })).parsed_output;
}
