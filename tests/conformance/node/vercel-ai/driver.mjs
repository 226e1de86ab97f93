// SPDX-FileCopyrightText: The Clearance authors
// SPDX-License-Identifier: Apache-2.0
//
// The Vercel AI SDK with its providers for the wires: generateText, streamText, tools, structured output.

import { anthropic } from "@ai-sdk/anthropic";
import { openai } from "@ai-sdk/openai";
import { Output, generateText, stepCountIs, streamText, tool as asTool } from "ai";
import { z } from "zod";

const Note = z.object({ note: z.string() });
const models = { openai: openai.chat, responses: openai.responses, anthropic };

function named(model) {
  const [wire, name] = model.split(":");
  return models[wire](name);
}

export async function chat(prompt, model) {
  return { text: (await generateText({ model: named(model), prompt })).text };
}

export async function stream(prompt, model) {
  const pieces = [];
  let failed;
  const answer = streamText({ model: named(model), prompt, onError: ({ error }) => (failed = error) });
  for await (const piece of answer.textStream) pieces.push(piece);
  if (failed) throw failed;
  return { text: pieces.join(""), pieces: pieces.length };
}

async function called(prompt, model, providerOptions) {
  const notes = [];
  const save_note = asTool({
    description: "Save a clinical note.",
    inputSchema: Note,
    execute: async ({ note }) => {
      notes.push(note);
      return `Saved: ${note}`;
    },
  });
  const tools = { save_note };
  const stopWhen = stepCountIs(2);
  const answer = await generateText({ model: named(model), prompt, tools, stopWhen, providerOptions });
  return { text: answer.text, note: notes.join("") };
}

// Without this the second step names items by ids that the vendor is to have kept.
export const tool = (prompt, model) => called(prompt, model, { openai: { store: false } });
export const tool_of_stored = (prompt, model) => called(prompt, model);

export async function structured(prompt, model) {
  return (await generateText({ model: named(model), prompt, output: Output.object({ schema: Note }) })).output;
}
