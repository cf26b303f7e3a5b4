// What pages do beyond plain HTML: follow a job, ask before what hurts, guard against double clicks, filter lists, print.
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
    if (place && value !== null) place.textContent = shownAs[name] && typeof value === "number" ? shownAs[name](value) : value;
  }
  const state = field("state");
  state.textContent = JSON.parse(state.dataset.words)[job.state];
  if (job.message) field("message").textContent = job.message;
  const bar = field("bar");
  if (bar && bar.max && typeof job.progress.seconds === "number") bar.value = job.progress.seconds;
  panel.classList.toggle("running", job.state === "running");
}

function draw(panel, points) {
  const chart = panel.querySelector("[data-chart]");
  const known = points.filter((p) => typeof p.value === "number" && typeof p.bound === "number");
  if (!chart || known.length < 2) return;
  chart.removeAttribute("hidden");
  const last = known[known.length - 1].seconds || 1;
  const low = Math.min(...known.map((p) => p.value));
  const high = Math.max(...known.map((p) => p.bound));
  const x = (p) => (600 * p.seconds) / last;
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

for (const field of document.querySelectorAll("[data-filter]")) {
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLocaleLowerCase();
    for (const row of document.querySelectorAll(field.dataset.filter)) {
      row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
    }
  });
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
