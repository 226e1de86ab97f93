// SPDX-FileCopyrightText: The Clearance authors
// SPDX-License-Identifier: Apache-2.0
//
// The Vercel AI SDK with its OpenAI provider: generateText, streamText, tools, structured output.

import { openai } from "@ai-sdk/openai";
import { Output, generateText, stepCountIs, streamText, tool as asTool } from "ai";
import { z } from "zod";

const Note = z.object({ note: z.string() });

export async function chat(prompt, model) {
  return { text: (await generateText({ model: openai.chat(model), prompt })).text };
}

async function streamed(prompt, model) {
  const pieces = [];
  let failed;
  const answer = streamText({ model, prompt, onError: ({ error }) => (failed = error) });
  for await (const piece of answer.textStream) pieces.push(piece);
  if (failed) throw failed;
  return { text: pieces.join(""), pieces: pieces.length };
}

export const stream = (prompt, model) => streamed(prompt, openai.chat(model));

async function called(prompt, model) {
  const notes = [];
  const save_note = asTool({
    description: "Save a clinical note.",
    inputSchema: Note,
    execute: async ({ note }) => {
      notes.push(note);
      return `Saved: ${note}`;
    },
  });
  const answer = await generateText({ model, prompt, tools: { save_note }, stopWhen: stepCountIs(2) });
  return { text: answer.text, note: notes.join("") };
}

export const tool = (prompt, model) => called(prompt, openai.chat(model));

async function read(prompt, model) {
  return (await generateText({ model, prompt, output: Output.object({ schema: Note }) })).output;
}

export const structured = (prompt, model) => read(prompt, openai.chat(model));
