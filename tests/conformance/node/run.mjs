// SPDX-FileCopyrightText: The Clearance authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs beside a client's packages: asks the driver what standard input says, prints what the client saw.

import { createInterface } from "node:readline";
import * as driver from "./driver.mjs";

function raised(error) {
  const types = [error?.name];
  for (let kind = error?.constructor; kind?.name; kind = Object.getPrototypeOf(kind)) types.push(kind.name);
  const shown = { text: String(error?.message ?? error) };
  for (const name of ["status", "code", "statusCode"]) if (error?.[name]) shown[name] = String(error[name]);
  return { types, ...shown };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { scene, ask, model } = JSON.parse(line);
  let seen;
  try {
    seen = await driver[scene](ask, model);
  } catch (error) {
    seen = { raised: raised(error) };
  }
  process.stdout.write(JSON.stringify({ scene, ...seen }) + "\n");
}
