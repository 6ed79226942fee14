// One step of a check as a list item: the mark is drawn by the stylesheet, the title says the same.
import type { Step } from "./check.ts";
import { h } from "./dom.ts";

export function step_item(step: Step): HTMLElement {
  return h("li", { class: `step step--${step.verdict}` }, h("strong", {}, step.title),
    step.text ? h("span", { class: "muted" }, step.text) : null);
}
