// What pages do beyond plain HTML: follow a job, ask before what hurts, guard against double clicks, fit lists to phones,
// keep choices consistent, filter lists, print.
"use strict";

const number = new Intl.NumberFormat(document.documentElement.lang);
const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 2 });
const shownAs = {
  value: (v) => number.format(v),
  bound: (v) => number.format(v),
  gap: (v) => percent.format(v),
  seconds: (v) => v.toFixed(1),
};

function show(panel, job) {
  const field = (name) => panel.querySelector(`[data-field="${name}"]`);
  for (const [name, value] of Object.entries(job.progress)) {
    const place = field(name);
    if (!place || value === null) continue;
    if (place.dataset.words) place.textContent = JSON.parse(place.dataset.words)[String(value).split(" ")[0]] || value;
    else place.textContent = shownAs[name] && typeof value === "number" ? shownAs[name](value) : value;
  }
  const state = field("state");
  state.textContent = JSON.parse(state.dataset.words)[job.state];
  const message = (document.documentElement.lang === "ko" && job.message_ko) || job.message;
  field("message").textContent = job.progress.phase ? "" : message; // the phase says it where there is one
  const bar = field("bar");
  if (bar && bar.max && typeof job.progress.seconds === "number") bar.value = job.progress.seconds;
  panel.classList.toggle("running", job.state === "running");
}

function draw(panel, points) {
  const chart = panel.querySelector("[data-chart]");
  const phase = points[points.length - 1].phase; // every phase has a measure of its own
  const known = points.filter((p) => p.phase === phase && typeof p.value === "number" && typeof p.bound === "number");
  if (!chart || known.length < 2) return;
  chart.removeAttribute("hidden");
  const first = known[0].seconds;
  const last = known[known.length - 1].seconds;
  const both = known.flatMap((p) => [p.value, p.bound]);
  const low = Math.min(...both);
  const high = Math.max(...both);
  const x = (p) => (600 * (p.seconds - first)) / (last - first || 1);
  const y = (v) => 120 - (100 * (v - low)) / (high - low || 1);
  for (const name of ["value", "bound"]) {
    chart.querySelector(`polyline.${name}`).setAttribute("points", known.map((p) => `${x(p)},${y(p[name])}`).join(" "));
  }
}

for (const panel of document.querySelectorAll("[data-watch]")) {
  const points = [];
  const source = new EventSource(panel.dataset.watch);
  const told = (event) => {
    const job = JSON.parse(event.data);
    show(panel, job);
    points.push(job.progress);
    draw(panel, points);
  };
  source.addEventListener("progress", told);
  source.addEventListener("finished", (event) => {
    told(event);
    source.close();
    setTimeout(() => location.reload(), 600);
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  if (form.method === "post") {
    const button = event.submitter || form.querySelector("button");
    setTimeout(() => {
      for (const one of form.querySelectorAll("button")) one.disabled = true;
      if (button && form.dataset.busy) button.textContent = form.dataset.busy;
    });
  }
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const one of document.querySelectorAll("button[disabled]")) one.disabled = false;
});

// On a phone a row of a list becomes a card: every cell then needs the title of its column.
for (const table of document.querySelectorAll("table.list")) {
  const titles = [...table.querySelectorAll("thead th")].map((title) => title.textContent.trim());
  for (const row of table.tBodies[0].rows) [...row.cells].forEach((cell, at) => (cell.dataset.label = titles[at] || ""));
  table.classList.add("stacked");
}

// A meeting that was not held has no result: what cannot be stored is not left standing as the choice.
for (const state of document.querySelectorAll("[data-held]")) {
  state.addEventListener("change", () => {
    if (state.value !== "held") state.form.elements[state.dataset.held].value = "none";
  });
}

for (const field of document.querySelectorAll("[data-filter]")) {
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLocaleLowerCase();
    for (const row of document.querySelectorAll(field.dataset.filter)) {
      row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
    }
  });
}

// A timetable is one stop of the tab key; arrows walk through it. A place that a picked meeting cannot take says why.
for (const table of document.querySelectorAll('[role="grid"]')) {
  const inner = (cell) => cell.querySelector("a, button") || cell;
  const cells = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td")]);
  const all = cells.flat();
  for (const cell of all) inner(cell).tabIndex = -1;
  const first = table.querySelector(".chosen") || table.querySelector("td:not(.free)") || all[0];
  if (first) inner(first).tabIndex = 0;
  table.parentElement.tabIndex = -1;
  const said = document.getElementById("why");
  const usual = said?.textContent;
  const tell = (cell) => {
    if (said && cell) said.textContent = cell.dataset.why ? document.getElementById(`why-${cell.dataset.why}`).textContent : usual;
  };
  table.addEventListener("focusin", (event) => tell(event.target.closest("td")));
  table.addEventListener("mouseover", (event) => tell(event.target.closest("td")));
  table.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -999], End: [0, 999] }[event.key];
    const cell = event.target.closest("td");
    if (!step || !cell) return;
    event.preventDefault();
    const row = cells.findIndex((one) => one.includes(cell));
    const within = (n, length) => Math.max(0, Math.min(n, length - 1));
    const next = cells[within(row + step[0], cells.length)];
    const to = inner(next[within(cells[row].indexOf(cell) + step[1], next.length)]);
    inner(cell).tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  });
  table.addEventListener("dragover", (event) => event.target.closest(".open") && event.preventDefault());
  table.addEventListener("drop", (event) => event.target.closest(".open")?.querySelector("button").click());
  table.addEventListener("dragover", (event) => tell(event.target.closest("td")));
}

// What is looked for stands out, and the rest steps back.
for (const field of document.querySelectorAll("[data-find-in]")) {
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLocaleLowerCase();
    for (const cell of document.querySelectorAll(field.dataset.findIn)) {
      const has = wanted && cell.textContent.toLocaleLowerCase().includes(wanted);
      cell.classList.toggle("found", Boolean(has));
      cell.classList.toggle("lost", Boolean(wanted) && !has);
    }
  });
}

// The clocks of the venue and of Seoul go on while a page is open.
setInterval(() => {
  for (const left of document.querySelectorAll("[data-until]")) {
    const minutes = Math.floor((new Date(left.dataset.until) - Date.now()) / 60_000);
    if (minutes >= 0 && minutes < 600) left.textContent = left.dataset.said.replace("999", minutes);
  }
  for (const clock of document.querySelectorAll("[data-clock]")) {
    clock.textContent = new Date().toLocaleTimeString("en-GB", { timeZone: clock.dataset.clock, hour: "2-digit", minute: "2-digit" });
  }
}, 10_000);

document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

for (const field of document.querySelectorAll("[data-select]")) field.select();

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
