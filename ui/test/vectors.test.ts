// The vectors shared with the C++ side (tests/vectors/*.json), once they are there.
import { test } from "node:test";
import { has_vectors } from "./helpers.ts";

test("shared vectors", { skip: has_vectors() ? false : "tests/vectors is not there yet" }, () => {});
