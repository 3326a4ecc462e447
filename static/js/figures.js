// The grid of figures: works without this file; with it, keys move from cell to cell and percentages follow at once.
const grid = document.getElementById("figures");

// As plans/numbers.py reads: null for an empty cell, NaN for what is no number or can be read in two ways.
const number = (text) => {
  const bare = text.trim().replace(/\s+/g, " ");
  if (!bare) return null;
  if (!/^[+-]?\d[\d., ]*$/.test(bare)) return NaN;
  const digits = bare.replace(/^[+-]/, "");
  const last = Math.max(digits.lastIndexOf("."), digits.lastIndexOf(","));
  const grouped = (whole, mark) => new RegExp(`^\\d{1,3}(\\${mark}\\d{3})+$`).test(whole);
  const whole = (part) => (/^\d+$/.test(part) || grouped(part, " ") ? part.replaceAll(" ", "") : "x");
  const sign = bare.startsWith("-") ? -1 : 1;
  if (last < 0) return sign * Number(whole(digits));
  const mark = digits[last];
  const other = mark === "," ? "." : ",";
  const before = digits.slice(0, last);
  const after = digits.slice(last + 1);
  if (digits.split(mark).length > 2) {
    return grouped(digits, mark) ? sign * Number(digits.replaceAll(mark, "")) : NaN;
  }
  if (!/^\d+$/.test(after)) return NaN;
  if (before.includes(other)) return grouped(before, other) ? sign * Number(`${before.replaceAll(other, "")}.${after}`) : NaN;
  if (after.length === 3 && /^\d{1,3}$/.test(before) && Number(before)) return NaN;
  return sign * Number(`${whole(before)}.${after}`);
};
const percent = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 2 });
const plain = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 4 });
const cell = (row, kind) => row?.querySelector(`[data-cell="${kind}"]`);
const read = (row, kind) => number(cell(row, kind)?.value ?? "");
const above = (row) => grid.querySelector(`[data-row="${row.dataset.shareOf}"]`);
const sharesOf = (row) => grid.querySelectorAll(`[data-share-of="${row.dataset.row}"]`);

const show = (row) => {
  const numerator = read(row, "numerator");
  let denominator = read(row, "denominator");
  const parent = row.dataset.shareOf ? read(above(row), "numerator") : null;
  // The blank denominator of a share is its parent's numerator.
  const blank = cell(row, "denominator");
  if (blank && row.dataset.shareOf) {
    blank.placeholder = parent === null || Number.isNaN(parent) ? "" : plain.format(parent);
    if (denominator === null && numerator !== null) denominator = parent;
  }
  const output = row.querySelector("[data-percent]");
  const whole = [numerator, denominator].every((each) => each !== null && !Number.isNaN(each));
  if (!whole || numerator > denominator || numerator < 0) output.textContent = "";
  else output.textContent = denominator ? `${percent.format((numerator * 100) / denominator)}%` : grid.dataset.noPercent;
  const differs = parent !== null && !Number.isNaN(parent) && denominator !== null && denominator !== parent;
  row.querySelector("[data-tie]").textContent = differs ? `${grid.dataset.parentDiffers} ${plain.format(parent)}` : "";
};
const follow = (row) => {
  show(row);
  for (const share of sharesOf(row)) follow(share);
};

if (grid) {
  grid.addEventListener("input", (event) => event.target.matches("[data-cell]") && follow(event.target.closest("tr")));
  for (const row of grid.querySelectorAll("[data-row]")) show(row);

  // Enter and the arrows: down and up within a column, left and right at the ends of a cell's text.
  const beside = (from, step) => {
    const cells = [...grid.querySelectorAll("[data-cell]")];
    return cells[cells.indexOf(from) + step];
  };
  const under = (from, step) => {
    const column = [...grid.querySelectorAll(`[data-cell="${from.dataset.cell}"]`)];
    return column[column.indexOf(from) + step];
  };
  grid.addEventListener("keydown", (event) => {
    const from = event.target;
    if (!from.matches("[data-cell]") || event.ctrlKey || event.altKey || event.metaKey) return;
    const atStart = from.selectionStart === 0 && from.selectionEnd === 0;
    const atEnd = from.selectionStart === from.value.length;
    const selected = from.selectionStart === 0 && from.selectionEnd === from.value.length;
    let to;
    if (event.key === "Enter") to = event.shiftKey ? under(from, -1) : (under(from, 1) ?? grid.querySelector("button.btn-primary"));
    else if (event.key === "ArrowDown") to = under(from, 1);
    else if (event.key === "ArrowUp") to = under(from, -1);
    else if (event.key === "ArrowRight" && (atEnd || selected)) to = beside(from, 1);
    else if (event.key === "ArrowLeft" && (atStart || selected)) to = beside(from, -1);
    else return;
    if (event.key === "Enter" || to) event.preventDefault();
    to?.focus();
    to?.select?.();
  });

  // What is not saved is not left without asking: what was typed, and what the server showed again with its faults.
  let sent = false;
  const typed = () => "unsaved" in grid.dataset || [...grid.elements].some(changed); // of portal.js
  grid.addEventListener("submit", () => (sent = true));
  window.addEventListener("beforeunload", (event) => !sent && typed() && event.preventDefault());
  // The first cell to be corrected, or to be confirmed, is where to go on.
  grid.querySelector(".is-invalid, .figure-sure input:not(:checked)")?.focus();
}
