// Comfort only: every page works without it.
"use strict";

// A second click on the same button sends nothing twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-enhance=form]")) {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  // After the values are gathered, so that the button's own name and value still travel.
  setTimeout(() => event.submitter?.setAttribute("aria-disabled", "true"));
});

// A page taken from the browser's memory (back button) can be sent again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  }
});

// A file the city would refuse is told before it is sent.
document.addEventListener("change", (event) => {
  const input = event.target;
  const most = Number(input.dataset?.maxBytes);
  if (!most || input.type !== "file") {
    return;
  }
  const tooLarge = [...input.files].some((file) => file.size > most);
  const id = `${input.id}-too-large`;
  let message = document.getElementById(id);
  if (tooLarge && !message) {
    message = document.createElement("p");
    message.id = id;
    message.className = "mg-error";
    message.setAttribute("role", "alert");
    message.textContent = input.dataset.tooLarge;
    input.before(message);
  }
  if (tooLarge) {
    input.value = "";
  } else {
    message?.remove();
  }
});

// After a refused page the reader begins at the list of errors.
document.getElementById("error-summary")?.focus();
