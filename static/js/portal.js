// Everything works without this file: it saves taps and keeps a list in place.
document.documentElement.classList.add("js");

// The panel beside a list: htmx fills #panel, then it slides in; it closes when the server says the work is saved.
let opener;
document.addEventListener("htmx:afterSwap", (event) => {
  const panel = event.detail.target;
  const body = panel.id === "panel" && panel.querySelector(".offcanvas-body");
  if (!body) return; // after a save nothing is left for the panel: it is closing
  if (!panel.contains(event.detail.requestConfig.elt)) opener = event.detail.requestConfig.elt.closest("[id]")?.id;
  tabler.Offcanvas.getOrCreateInstance(panel).show();
  body.scrollTop = 0;
});
document.addEventListener("panel:close", () => {
  tabler.Offcanvas.getInstance(document.getElementById("panel"))?.hide();
});
// The row may have been swapped meanwhile, so it is looked up again: who works by keyboard goes on where they were.
document.addEventListener("hidden.bs.offcanvas", () => {
  document.getElementById(opener)?.querySelector("a")?.focus({ preventScroll: true });
});

// What the server refused, or never received, must not look saved.
const notSaved = () => {
  const message = document.getElementById("not-saved").content.cloneNode(true);
  const panel = document.querySelector("#panel.show .offcanvas-body");
  (panel || document.getElementById("messages")).prepend(message);
};
document.addEventListener("htmx:responseError", notSaved);
document.addEventListener("htmx:sendError", notSaved);

// Files that would be refused are named before anybody waits for them to be sent.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches("input[type=file][data-max-bytes]")) return;
  const files = [...input.files];
  const refused = files.filter((file, at) => file.size > input.dataset.maxBytes || at >= input.dataset.maxFiles);
  let said = input.parentElement.querySelector("[data-files-refused]");
  if (!said) {
    said = document.createElement("div");
    said.className = "invalid-feedback d-block";
    said.dataset.filesRefused = "";
    said.setAttribute("role", "alert");
    input.after(said);
  }
  said.textContent = refused.length ? `${input.dataset.refused} ${refused.map((file) => file.name).join(", ")}` : "";
  input.classList.toggle("is-invalid", refused.length > 0);
  if (refused.length) input.value = "";
});

// A filter that is chosen is applied; without this script its form has a button.
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
});
// An empty filter stays out of the address.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "get") return;
  for (const input of event.target.elements) if (input.name && !input.value) input.disabled = true;
});

// Copies a text that can be selected by hand as well.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  text.select();
  // Without https a browser has no clipboard to write to, only the older command.
  if (navigator.clipboard) await navigator.clipboard.writeText(text.value);
  else document.execCommand("copy");
  button.querySelector("span").textContent = button.dataset.copied;
});
