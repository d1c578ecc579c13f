import { expect, test } from "vitest";
import { spelt } from "./answer.ts";
import { keptAnswers } from "./kept.ts";
import { ask } from "./ours.ts";
import { documents } from "./vocabulary.ts";

test("what python3-yaql was seen to answer to a sample of the corpus is what we answer", () => {
  const kept = keptAnswers();
  const differing = kept.flatMap(([expression, document, theirs]) => {
    const ours = spelt(ask({ expression, data: documents[document] }));
    return ours === theirs ? [] : [`${expression}: ${theirs}, not ${ours}`];
  });
  expect(kept.length).toBeGreaterThan(1000);
  expect(differing).toEqual([]);
});
