"use strict";
// Tables take a stop of the keyboard only where there is something to scroll to.
(() => {
  const watch = new ResizeObserver((seen) => {
    for (const { target: box } of seen) {
      box.toggleAttribute("tabindex", box.scrollWidth > box.clientWidth);
      if (box.hasAttribute("tabindex")) box.tabIndex = 0;
    }
  });
  document.querySelectorAll(".wide").forEach((box) => watch.observe(box));
})();
// Lets a reader ask the chart of running totals for any date, and take years out of it.
// The page is whole without it: what it shows is also in the table below the chart.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December"];
  const data = JSON.parse(document.getElementById("explore-data").textContent);
  const figure = document.getElementById("cumulative");
  const hidden = new Set();
  let day = data.day;

  const make = (parent, name, properties = {}) =>
    parent.appendChild(Object.assign(document.createElement(name), properties));
  const number = (people) => people.toLocaleString("en-GB");

  function dateText(at) {
    const date = new Date(Date.UTC(data.year, 0, 1 + at));
    return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  }

  // The totals of each year, from what every date adds.
  for (const one of data.years) {
    let total = 0;
    one.totals = one.steps.map((step) => (total += step));
  }

  // What a year has on a date: counted, or the median of the forecast; null where neither is known.
  function found(one, at) {
    const counted = one.totals[at - one.from];
    if (counted !== undefined) return { people: counted, text: number(counted) };
    const ahead = at - data.day - 1;
    if (one.year !== data.year || !data.ahead || ahead < 0) return null;
    const [low, median, high] = ["low", "median", "high"].map((name) => data.ahead[name][ahead]);
    return {
      people: median,
      text: `${number(median)} (forecast; 80% interval ${number(low)} to ${number(high)})`,
    };
  }

  // The drawings: their axes in their own units, and a guide with a dot for each year, which shows
  // once the reader asks for a date.
  const drawings = [...figure.querySelectorAll(".drawing svg[data-plot]")].map((svg) => {
    const [x0, y0, x1, y1] = svg.dataset.plot.split(" ").map(Number);
    const guide = document.createElementNS(SVG, "g");
    guide.setAttribute("class", "guide off");
    const line = guide.appendChild(document.createElementNS(SVG, "line"));
    const dots = data.years.map(() => guide.appendChild(document.createElementNS(SVG, "circle")));
    svg.append(guide);
    return { svg, guide, x0, x1, low: Math.max(y0, y1), high: Math.min(y0, y1), line, dots,
      top: Number(svg.dataset.top), view: svg.viewBox.baseVal };
  });
  if (!drawings.length) return;

  const after = [...figure.querySelectorAll(".drawing")].pop();
  const slider = Object.assign(document.createElement("input"), {
    type: "range", className: "explore-date", min: 0, max: data.days - 1, step: 1,
  });
  slider.setAttribute("aria-label", `People since 1 January: date in ${data.year}`);
  const panel = Object.assign(document.createElement("div"), { className: "explore" });
  panel.setAttribute("role", "group");
  panel.setAttribute("aria-label", "People since 1 January, by year");
  after.after(slider, panel);
  const when = make(panel, "p", { className: "on" });
  make(panel, "p", {
    className: "source",
    textContent: "Point at the chart, or move the slider, for another date. Untick a year to hide it.",
  });
  const list = make(panel, "ul");
  const totals = data.years.map((one) => {
    const item = make(list, "li", { className: one.year === data.year ? "now" : "" });
    const label = make(item, "label");
    const box = make(label, "input", { type: "checkbox", checked: true });
    label.append(String(one.year));
    box.addEventListener("change", () => show(one.year, box.checked));
    return make(item, "span");
  });

  function show(year, wanted) {
    hidden[wanted ? "delete" : "add"](year);
    for (const key of ["cumulative", "cumulative-narrow"]) {
      const names = ["year", "label", "leader"].map((part) => `#${key}-${part}-${year}`);
      if (year === data.year) names.push(`[id^="${key}-fan"]`);
      for (const part of figure.querySelectorAll(names)) part.classList.toggle("off", !wanted);
    }
    update();
  }

  function update() {
    const said = [];
    const values = data.years.map((one) => found(one, day));
    data.years.forEach((one, at) => {
      totals[at].textContent = values[at] ? values[at].text : "no figure";
      if (values[at] && !hidden.has(one.year)) said.push(`${one.year}: ${values[at].text}`);
    });
    when.textContent = `People from 1 January to ${dateText(day)}`;
    slider.value = day;
    slider.setAttribute("aria-valuetext", `${dateText(day)}. ${said.join("; ")}`);
    for (const { x0, x1, low, high, top, line, dots } of drawings) {
      const x = x0 + ((x1 - x0) * day) / (data.days - 1);
      for (const [name, value] of Object.entries({ x1: x, x2: x, y1: high, y2: low })) {
        line.setAttribute(name, value);
      }
      data.years.forEach((one, at) => {
        const value = values[at];
        const shown = value && !hidden.has(one.year) && value.people <= top;
        dots[at].setAttribute("r", !shown ? 0 : one.year === data.year ? 3.5 : 2.5);
        dots[at].setAttribute("cx", x);
        dots[at].setAttribute("cy", shown ? low - ((low - high) * value.people) / top : low);
      });
    }
  }

  function move(to) {
    day = to;
    for (const { guide } of drawings) guide.classList.remove("off");
    update();
  }

  // The slider stands below the axis of the drawing that is shown: its knob below the guide.
  const KNOB = 16;
  function place() {
    const shown = drawings.find(({ svg }) => svg.getBoundingClientRect().width > 0);
    if (!shown) return;
    const scale = shown.svg.getBoundingClientRect().width / shown.view.width;
    slider.style.marginLeft = `${(shown.x0 - shown.view.x) * scale - KNOB / 2}px`;
    slider.style.width = `${(shown.x1 - shown.x0) * scale + KNOB}px`;
  }

  function point(event, { svg, x0, x1, view }) {
    const box = svg.getBoundingClientRect();
    const x = view.x + ((event.clientX - box.left) / box.width) * view.width;
    const at = Math.round(((x - x0) / (x1 - x0)) * (data.days - 1));
    move(Math.min(Math.max(at, 0), data.days - 1));
  }

  for (const drawing of drawings) {
    drawing.svg.classList.add("explored");
    drawing.svg.addEventListener("pointermove", (event) => point(event, drawing));
    drawing.svg.addEventListener("pointerdown", (event) => point(event, drawing));
  }
  slider.addEventListener("input", () => move(slider.valueAsNumber));
  window.addEventListener("resize", place);
  update();
  place();
})();
