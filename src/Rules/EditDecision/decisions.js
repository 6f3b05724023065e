// The drawing editor: reads the model out of the form, and puts it back when the form is sent.
"use strict";

const form = document.getElementById("draw");
const failed = document.getElementById("draw-failed");
const content = form.elements.content;
const editor = new DmnJS({ container: "#canvas" });
const views = document.getElementById("views");
const loading = document.getElementById("draw-loading");

const show = (reason) => {
  loading.hidden = true;
  failed.hidden = false;
  failed.querySelector("[data-reason]").textContent = reason;
};

const list = () => {
  const active = editor.getActiveView();
  views.replaceChildren(...editor.getViews().map((view) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mg-button mg-button--small mg-button--secondary";
    button.textContent = view.type === "drd" ? "図" : view.element.name || view.id;
    button.setAttribute("aria-pressed", String(view.element === active?.element));
    button.addEventListener("click", () => editor.open(view).then(list, (fault) => show(fault.message)));
    return button;
  }));
};

editor.importXML(content.value).then(() => {
  const table = editor.getViews().find((view) => view.type === "decisionTable" && view.element.id === form.elements.table.value);
  return table ? editor.open(table) : undefined;
}).then(() => {
  loading.hidden = true;
  list();
  editor.on("views.changed", list);
  form.querySelector("[data-ready]").hidden = false;
}, (fault) => show(fault.message));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  editor.saveXML({ format: true }).then(({ xml }) => {
    content.value = xml;
    form.submit();
  }, (fault) => show(fault.message));
});
