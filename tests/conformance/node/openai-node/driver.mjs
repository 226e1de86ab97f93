// SPDX-FileCopyrightText: The Clearance authors
// SPDX-License-Identifier: Apache-2.0
//
// The OpenAI SDK for Node: the chat completions API, by its plain calls and by its helpers.

import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";

const client = new OpenAI();
const Note = z.object({ note: z.string() });
const tools = [
  {
    type: "function",
    function: {
      name: "save_note",
      description: "Save a clinical note.",
      parameters: { type: "object", properties: { note: { type: "string" } }, required: ["note"] },
    },
  },
];

const asked = (ask, model) => ({ model, messages: [{ role: "user", content: ask }] });

export async function chat(ask, model) {
  const answer = await client.chat.completions.create(asked(ask, model));
  return { text: answer.choices[0].message.content };
}

export async function stream(ask, model) {
  const pieces = [];
  for await (const chunk of await client.chat.completions.create({ ...asked(ask, model), stream: true })) {
    pieces.push(chunk.choices[0]?.delta?.content ?? "");
  }
  return { text: pieces.join(""), pieces: pieces.length };
}

export async function tool(ask, model) {
  const answer = await client.chat.completions.create({ ...asked(ask, model), tools });
  return JSON.parse(answer.choices[0].message.tool_calls[0].function.arguments);
}

export async function tool_stream(ask, model) {
  const answer = await client.chat.completions.stream({ ...asked(ask, model), tools }).finalChatCompletion();
  return JSON.parse(answer.choices[0].message.tool_calls[0].function.arguments);
}

export async function structured(ask, model) {
  const response_format = zodResponseFormat(Note, "note");
  const answer = await client.chat.completions.parse({ ...asked(ask, model), response_format });
  return answer.choices[0].message.parsed;
}
