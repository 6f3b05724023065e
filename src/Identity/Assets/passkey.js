// Registers or uses a passkey: the browser's own window asks, this script carries question and answer.
"use strict";

(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) {
    return;
  }

  const show = (name) => form.querySelectorAll("[data-passkey-message]").forEach((message) => {
    message.hidden = message.dataset.passkeyMessage !== name;
  });

  if (!window.PublicKeyCredential) {
    form.querySelectorAll("button").forEach((button) => { button.hidden = true; });
    show("unsupported");
    return;
  }

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const question = (json) => {
    const options = JSON.parse(json);
    options.challenge = bytes(options.challenge);
    if (options.user) {
      options.user.id = bytes(options.user.id);
    }
    for (const list of [options.excludeCredentials, options.allowCredentials]) {
      (list ?? []).forEach((credential) => { credential.id = bytes(credential.id); });
    }
    return options;
  };

  const answer = (credential) => {
    const { response } = credential;
    const parts = { clientDataJSON: text(response.clientDataJSON) };
    if (response.attestationObject) {
      parts.attestationObject = text(response.attestationObject);
      parts.transports = response.getTransports ? response.getTransports() : [];
    } else {
      parts.authenticatorData = text(response.authenticatorData);
      parts.signature = text(response.signature);
      parts.userHandle = response.userHandle ? text(response.userHandle) : null;
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: parts,
    });
  };

  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) {
      return;
    }
    event.preventDefault();
    show("waiting");
    try {
      const publicKey = question(form.dataset.options);
      const credential = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
      form.elements.credential.value = answer(credential);
      form.submit();
    } catch (fault) {
      show(fault.name === "InvalidStateError" ? "known" : fault.name === "SecurityError" ? "unsupported" : "cancelled");
    }
  });
})();
