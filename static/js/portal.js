// The panel beside a list: htmx fills #panel, then it slides in; it closes when the server says the work is saved.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "panel") bootstrap.Offcanvas.getOrCreateInstance(event.detail.target).show();
});
document.addEventListener("panel:close", () => {
  bootstrap.Offcanvas.getInstance(document.getElementById("panel"))?.hide();
});
