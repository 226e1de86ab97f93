// SPDX-FileCopyrightText: The Clearance authors
// SPDX-License-Identifier: Apache-2.0
//
// The OpenAI SDK for Node: chat completions and responses, by its plain calls and by its helpers.

import OpenAI from "openai";
import { zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
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

const response_tools = tools.map((tool) => ({ type: "function", ...tool.function, strict: false }));
const call = (answer) => JSON.parse(answer.output.find((item) => item.type === "function_call").arguments);

export async function response(input, model) {
  return { text: (await client.responses.create({ model, input })).output_text };
}

export async function response_stream(input, model) {
  const pieces = [];
  for await (const event of await client.responses.create({ model, input, stream: true })) {
    if (event.type === "response.output_text.delta") pieces.push(event.delta);
  }
  return { text: pieces.join(""), pieces: pieces.length };
}

export async function response_tool(input, model) {
  return call(await client.responses.create({ model, input, tools: response_tools }));
}

export async function response_tool_stream(input, model) {
  return call(await client.responses.stream({ model, input, tools: response_tools }).finalResponse());
}

export async function response_structured(input, model) {
  const text = { format: zodTextFormat(Note, "note") };
  return (await client.responses.parse({ model, input, text })).output_parsed;
}
