// Everything works without this file: it saves taps and keeps a list in place.
document.documentElement.classList.add("js");

// The panel beside a list: htmx fills #panel, then it slides in; it closes when the server says the work is saved.
// While it is open it stands in the browser's history, so that a phone's Back closes it and the list stays.
const panel = document.getElementById("panel");
const slide = () => tabler.Offcanvas.getOrCreateInstance(panel);
const isOpen = () => Boolean(panel?.matches(".show, .showing"));
let opener;
let refused = false; // the server showed a form again: what it holds is not saved, though it is as the page came
let leave = false; // nothing more to ask: it is saved, or the person said so
if (history.state?.panel) history.replaceState(null, "");

// Whether something in a form was changed; `except` is the form that is being sent.
const changed = (input) => {
  if (!input.name || ["hidden", "submit"].includes(input.type)) return false;
  if (input.type === "file") return input.files.length > 0;
  if (input.type === "checkbox" || input.type === "radio") return input.checked !== input.defaultChecked;
  if (input.options) {
    const marked = [...input.options].some((option) => option.defaultSelected);
    // Where the page marks none, a browser begins with the first.
    return marked || input.multiple
      ? [...input.options].some((option) => option.selected !== option.defaultSelected)
      : input.selectedIndex > 0;
  }
  return input.value !== input.defaultValue;
};
const unsaved = (except) =>
  isOpen() &&
  ((refused && !except) ||
    [...panel.querySelectorAll("form")].some((form) => form !== except && [...form.elements].some(changed)));
const mayLeave = (except) => !unsaved(except) || confirm(document.getElementById("leave-unsaved").content.textContent);

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== panel) return;
  const body = panel.querySelector(".offcanvas-body");
  if (!body) return; // after a save nothing is left for the panel: it is closing
  refused = event.detail.xhr.status >= 400;
  if (!panel.contains(event.detail.requestConfig.elt)) opener = event.detail.requestConfig.elt.closest("[id]")?.id;
  if (!isOpen()) history.pushState({ panel: true }, "");
  leave = false;
  slide().show();
  body.scrollTop = 0;
  restore(panel);
  if (document.activeElement === document.body) panel.focus({ preventScroll: true });
});
document.addEventListener("htmx:beforeRequest", (event) => {
  // Leaving a form half filled for another one in the panel; what is being sent is not left.
  const { elt, target, requestConfig } = event.detail;
  if (target !== panel || !panel.contains(elt)) return;
  if (!mayLeave(requestConfig.verb === "get" ? null : elt.closest("form"))) event.preventDefault();
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const form = event.detail.elt.closest("form");
  if (form && event.detail.requestConfig.verb !== "get" && event.detail.xhr.status < 300) forget(form.parentElement);
});
document.addEventListener("panel:close", () => {
  leave = true;
  slide().hide();
});
panel?.addEventListener("hide.bs.offcanvas", (event) => {
  if (!leave && !mayLeave()) {
    event.preventDefault();
    return;
  }
  if (!leave) forget(panel);
  leave = true;
  refused = false;
  if (history.state?.panel) history.back();
});
window.addEventListener("popstate", () => {
  if (!panel || !isOpen()) return;
  slide().hide();
  if (!leave) history.pushState({ panel: true }, ""); // the person stays
});
// Who has a keyboard at hand begins with the result; on a phone it would only push the page away. Who went to a field
// while the panel was still sliding in stays there: what is being typed must not land in another one.
let chosen = null;
panel?.addEventListener("show.bs.offcanvas", () => (chosen = null));
panel?.addEventListener("focusin", ({ target }) => target !== panel && (chosen = target));
panel?.addEventListener("shown.bs.offcanvas", () => {
  const first = matchMedia("(pointer: fine)").matches && panel.querySelector("[data-first], .work-form textarea");
  const field = panel.contains(chosen) ? chosen : first;
  if (field) field.focus({ preventScroll: true });
});
// The row may have been swapped meanwhile, so it is looked up again: who works by keyboard goes on where they were.
panel?.addEventListener("hidden.bs.offcanvas", () => {
  document.getElementById(opener)?.querySelector("a")?.focus({ preventScroll: true });
});

// Words that were typed outlast a lost session and a phone that throws the page away: they are kept in this tab, under
// their person and address, until they are saved or given up.
const SENT = "sent";
const person = document.body.dataset.person;
const key = (input) => `${person}:${input.form.getAttribute("action") || location.pathname}:${input.name}`;
const typed = (place) => [...place.querySelectorAll("form[method=post] textarea[name]")];
const restore = (place) => {
  for (const input of typed(place)) {
    const kept = sessionStorage.getItem(key(input));
    if (kept === null || kept === input.value) continue;
    input.value = kept;
    const folded = input.closest("details");
    if (folded) folded.open = true;
  }
};
const forget = (place) => {
  for (const input of typed(place)) sessionStorage.removeItem(key(input));
};
document.addEventListener("input", (event) => {
  if (event.target.matches("form[method=post] textarea[name]")) {
    sessionStorage.setItem(key(event.target), event.target.value);
  }
});
// A page that was sent and answered is saved, or shows what was typed itself; the sign-in page is no answer.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return; // the panel's forms stay on the page until they are saved
  sessionStorage.setItem(SENT, JSON.stringify(typed(document).filter((input) => input.form === event.target).map(key)));
});
if (person) {
  for (const sent of JSON.parse(sessionStorage.getItem(SENT) || "[]")) sessionStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
  restore(document);
}

// What the server refused, or never received, must not look saved; what was typed stays where it is.
const notSaved = (why) => {
  const message = document.getElementById(why).content.cloneNode(true);
  const place = document.querySelector("#panel.show .offcanvas-body") || document.getElementById("messages");
  for (const old of place.querySelectorAll(".not-saved")) old.remove();
  place.prepend(message);
  place.scrollTop = 0;
};
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  notSaved(status === 401 ? "signed-out" : status === 403 || status === 404 ? "not-allowed" : "not-saved");
});
document.addEventListener("htmx:sendError", () => notSaved("offline"));
// Signing in again, in another tab, changes the token that a form carries: the cookie has the one that counts.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (!token) return;
  event.detail.headers["X-CSRFToken"] = token;
  if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token;
});

// Browsers write days in their own language's order: beside each stands the day as offices write it.
const sayDay = (input) => {
  let said = input.parentElement.querySelector("[data-day]");
  if (!said) {
    said = document.createElement("span");
    said.className = "day-said";
    said.dataset.day = "";
    input.after(said);
  }
  const [year, month, day] = input.value.split("-");
  said.textContent = day ? `${day}/${month}/${year}` : "";
};
const sayDays = (place) => place.querySelectorAll("input[type=date]").forEach(sayDay);
for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => event.target.matches("input[type=date]") && sayDay(event.target));
}
document.addEventListener("htmx:afterSettle", () => sayDays(document));
sayDays(document);

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

// On a phone one tap opens the camera; each photo joins what was chosen or taken before.
const takePhoto = (input) => {
  const camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", hidden: true });
  camera.setAttribute("capture", "environment");
  camera.addEventListener("change", () => {
    const all = new DataTransfer();
    for (const file of [...input.files, ...camera.files]) all.items.add(file);
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    camera.remove();
  });
  input.after(camera); // some browsers say nothing of a choice made outside the page
  camera.click();
};
const addCameras = () => {
  if (!matchMedia("(pointer: coarse)").matches) return;
  for (const input of document.querySelectorAll("input[type=file][data-camera]:not([data-with-camera])")) {
    input.dataset.withCamera = "";
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn camera" });
    button.textContent = input.dataset.camera;
    button.addEventListener("click", () => takePhoto(input));
    input.after(button);
  }
};
document.addEventListener("htmx:afterSettle", addCameras);
addCameras();

// A filter that is chosen is applied; without this script its form has a button.
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
});
// An empty filter stays out of the address.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "get") return;
  for (const input of event.target.elements) if (input.name && !input.value) input.disabled = true;
});

// One box ticks all of a list, and shows whether all of it is ticked.
const ticks = (all) => [...document.getElementById(all.dataset.tickAll).querySelectorAll("input[type=checkbox]")];
const showTicks = () => {
  for (const all of document.querySelectorAll("[data-tick-all]")) {
    const ticked = ticks(all).filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === ticks(all).length;
    all.indeterminate = ticked > 0 && !all.checked;
  }
};
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-tick-all]")) for (const box of ticks(target)) box.checked = target.checked;
  showTicks();
});
// Who writes something into a row means it to be saved.
document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-ticks]")) return;
  target.form.elements[target.dataset.ticks].checked = true;
  showTicks();
});
showTicks();

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

// What is offered beside a field is added to it as if it were typed, so that it is saved and asked about in the same way.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  const field = document.getElementById(button.dataset.take);
  const offered = button.previousElementSibling.textContent.trim();
  field.value = field.value.trim() ? `${field.value.trimEnd()}\n${offered}` : offered;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// Tabs wider than a phone begin with the page that is open in sight.
for (const tab of document.querySelectorAll(".states [aria-current]")) {
  const tabs = tab.closest(".states");
  tabs.scrollLeft = tab.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
}
