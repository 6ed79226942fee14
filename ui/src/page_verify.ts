// <div data-althing="verify" data-act="<id>">: checks one act in the browser, each step in words.
// Without data-act it asks for an id.
import { is_hash } from "./act.ts";
import { check_act } from "./check.ts";
import { box, button, clear_errors, error_box, field, field_error, h, replace, status_line } from "./dom.ts";
import { t } from "./messages.ts";
import { step_item } from "./steps.ts";

export function start_verify(element: HTMLElement): void {
  const given = element.dataset["act"];
  const input = h("input", { class: "raw", autocomplete: "off", spellcheck: "false" }) as HTMLInputElement;
  const steps = h("ol", { class: "steps" });
  const result = h("div", {});
  const status = status_line();
  const run = async () => {
    clear_errors(element);
    const id = given ?? input.value.trim();
    if (!is_hash(id)) return field_error(input, t("verify.bad_id"));
    replace(steps);
    replace(result);
    status.textContent = t("verify.running");
    try {
      const good = await check_act(id, (step) => steps.append(step_item(step)));
      status.textContent = "";
      replace(result, good ? box("success", t("verify.good"), h("p", {}, t("verify.limits")))
        : box("error", t("verify.bad"), h("p", {}, t("verify.bad_next"))));
    } catch (error) {
      status.textContent = "";
      replace(result, error_box(error));
    }
    (result.firstElementChild as HTMLElement | null)?.focus();
  };
  element.append(h("div", {}, given ? null : field(t("verify.id"), t("verify.id_hint"), input),
    h("p", {}, button(t("verify.start"), "secondary", run)), status, steps, result));
}
