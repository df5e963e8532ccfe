"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const SVG = "http://www.w3.org/2000/svg";
  const EPOCH = 719163; // 1970-01-01 as the days of this page are counted
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const made = (name, text = "", kind = "") => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const drawn = (name, values) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
    return element;
  };
  const LETTER = 11; // pixels of a label
  const scaleOf = (map) => map.viewBox.baseVal.width / (map.clientWidth || map.viewBox.baseVal.width);
  const longDay = new Intl.DateTimeFormat(data.language, { dateStyle: "long", timeZone: "UTC" });
  const dated = (day) => new Date((day - EPOCH) * 86400000);

  const slider = one(".slider");
  const date = one(".date");
  const sum = one(".sum");
  const about = one("[data-day-text]");
  const tip = one(".tip");
  const empty = one(".empty");
  const spots = all(".spot");
  const labels = all("[data-l]");
  const tiles = all("[data-who]");
  const rows = all("tr[data-s]");
  const holders = all(".holders > li");
  const maps = all(".map");
  const first = Number(slider.min);
  const last = Number(slider.max);

  let day = data.start;
  let choice = 0;
  let only = -1;
  let timer = 0;
  let saying = 0;

  // What holds in a place: [from which day, paint, claims, conflicts, in parts only]
  const held = (spot) => data.histories[data.spots[spot][3][choice]].findLast((stretch) => stretch[0] <= day);
  const holdersOf = (stretch) => [...new Set(stretch[2].map((claim) => data.claims[claim][0]))].sort((a, b) => a - b);
  const changes = () => {
    const days = new Set([data.start]);
    for (const spot of data.spots)
      for (const stretch of data.histories[spot[3][choice]])
        if (stretch[0] >= first && stretch[0] <= last) days.add(stretch[0]);
    return [...days].sort((a, b) => a - b);
  };
  let moments = changes();

  // ── Showing a day ────────────────────────────────────────────────────────────────────────────────────────────────

  const short = (stretch) => {
    const numbers = holdersOf(stretch).map((holder) => holder + 1);
    const text = numbers.length > 3 ? `${numbers.length}×` : numbers.join("·");
    return stretch[3].length ? `${text}!` : text;
  };

  const told = (spot, stretch) => {
    const [name, country, isSeveral] = data.spots[spot];
    const title = country ? `${name}, ${country}` : name;
    const list = stretch[2].map((claim) => `${data.holders[data.claims[claim][0]]}: ${data.claims[claim][1]}`);
    const bad = stretch[3].map((conflict) => `${words.conflict}: ${data.conflicts[conflict]}`);
    if (!list.length) return `${title}. ${words.nobody}`;
    return [`${title}.`, isSeveral && stretch[4] ? words.in_parts : "", [...list, ...bad].join("; ")].filter(Boolean).join(" ");
  };

  const show = () => {
    const now = data.spots.map((_, spot) => held(spot));
    const living = new Set();
    const clashing = new Set();
    let places = 0;
    now.forEach((stretch, spot) => {
      if (data.spots[spot][2]) return;
      stretch[2].forEach((claim) => living.add(claim));
      stretch[3].forEach((conflict) => clashing.add(conflict));
      places += stretch[2].length > 0;
    });
    const isShown = (stretch) => only < 0 || stretch[2].some((claim) => data.claims[claim][0] === only);

    for (const map of maps) map.querySelector(".clashes").replaceChildren();
    for (const element of spots) {
      const spot = Number(element.dataset.s);
      const stretch = now[spot];
      element.setAttribute("class", `spot p${stretch[1]}${isShown(stretch) ? "" : " dim"}`);
      if (element.localName !== "g") continue;
      element.setAttribute("aria-label", told(spot, stretch));
      if (stretch[3].length && isShown(stretch))
        element.closest("svg").querySelector(".clashes").append(...outlined(element, ""));
    }
    for (const label of labels) {
      const stretch = now[label.dataset.l];
      const text = short(stretch);
      const size = LETTER * scaleOf(label.ownerSVGElement);
      const fits = Math.hypot(text.length * size * 0.29, size * 0.4) < Number(label.dataset.room) * 1.1;
      label.textContent = fits && isShown(stretch) && !stretch[4] ? text : "";
    }
    for (const tile of tiles) {
      const stretch = now[tile.dataset.who];
      const names = holdersOf(stretch).map((holder) => `${holder + 1} ${data.holders[holder]}`).join(", ");
      tile.textContent = stretch[3].length ? `${names} (${words.conflict})` : names;
    }

    let previous = "";
    let shown = 0;
    for (const row of rows) {
      const stretch = now[row.dataset.s];
      const claim = Number(row.dataset.c);
      const isHere = stretch[2].includes(claim) && (only < 0 || data.claims[claim][0] === only);
      row.hidden = !isHere;
      if (!isHere) continue;
      shown += 1;
      row.classList.toggle("again", row.dataset.s === previous);
      previous = row.dataset.s;
      for (const clash of all("[data-x]", row)) clash.hidden = !stretch[3].includes(Number(clash.dataset.x));
    }
    for (const group of all("tbody")) {
      const heading = group.querySelector(".country-name");
      if (heading) heading.hidden = !group.querySelector("tr[data-s]:not([hidden])");
    }
    empty.hidden = shown > 0;

    const active = new Set([...living].map((claim) => data.claims[claim][0]));
    holders.forEach((item, holder) => {
      item.classList.toggle("idle", !active.has(holder));
      for (const grant of all("[data-c]", item)) grant.hidden = !living.has(Number(grant.dataset.c));
      item.querySelector(".none").hidden = active.has(holder);
    });

    const text = longDay.format(dated(day));
    date.textContent = text;
    date.dateTime = dated(day).toISOString().slice(0, 10);
    about.textContent = about.dataset.dayText.replace("{day}", () => text);
    slider.value = day;
    slider.setAttribute("aria-valuetext", text);
    one(".earlier").disabled = !moments.some((moment) => moment < day);
    one(".later").disabled = !moments.some((moment) => moment > day);
    one(".back").disabled = day === data.start;
    clearTimeout(saying);
    saying = setTimeout(() => say(active.size, places, clashing.size), 60);
    hideTip();
    if (document.activeElement?.classList.contains("spot")) showTip(document.activeElement);
  };

  const say = (...counts) => {
    const keys = ["count_holders", "count_places", "count_conflicts"];
    sum.replaceChildren(
      ...counts.map((count, place) => {
        const [before, after] = words[keys[place]].split("{}");
        const part = made("span", "", place === 2 && count ? "is-clash" : "");
        part.append(before, made("b", String(count)), after);
        return part;
      }),
    );
  };

  const go = (where) => {
    day = Math.min(last, Math.max(first, where));
    show();
  };
  const step = (ahead) => {
    const next = ahead > 0 ? moments.find((moment) => moment > day) : moments.findLast((moment) => moment < day);
    if (next !== undefined) go(next);
    return next !== undefined;
  };

  // ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  const stop = () => {
    clearInterval(timer);
    timer = 0;
    name(false);
  };
  const name = (isPlaying) => {
    const button = one(".play");
    const text = isPlaying ? words.pause : words.play;
    button.classList.toggle("playing", isPlaying);
    button.setAttribute("aria-label", text);
    button.title = text;
  };
  slider.addEventListener("input", () => {
    stop();
    go(Number(slider.value));
  });
  slider.addEventListener("keydown", (event) => {
    const ahead = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!ahead || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    stop();
    step(ahead);
  });
  one(".earlier").addEventListener("click", () => (stop(), step(-1)));
  one(".later").addEventListener("click", () => (stop(), step(1)));
  one(".back").addEventListener("click", () => {
    stop();
    go(data.start);
    slider.focus();
  });
  one(".play").addEventListener("click", () => {
    if (timer) return stop();
    if (!moments.some((moment) => moment > day)) go(moments[0]);
    name(true);
    timer = setInterval(() => step(1) || stop(), 1100);
  });
  for (const input of all("[name=choice]"))
    input.addEventListener("change", () => {
      choice = Number(input.value);
      moments = changes();
      show();
    });

  // ── Holders ──────────────────────────────────────────────────────────────────────────────────────────────────────

  holders.forEach((item, holder) => {
    item.querySelector("button").addEventListener("click", () => {
      only = only === holder ? -1 : holder;
      holders.forEach((other, number) => other.querySelector("button").setAttribute("aria-pressed", String(number === only)));
      show();
    });
  });

  // ── Places ───────────────────────────────────────────────────────────────────────────────────────────────────────

  const outlined = (element, kind) =>
    [...element.children].map((shape) => {
      const copy = shape.cloneNode();
      copy.setAttribute("class", kind);
      return copy;
    });

  const showTip = (element, at) => {
    const spot = Number(element.dataset.s);
    const stretch = held(spot);
    const [title, country, isSeveral] = data.spots[spot];
    tip.replaceChildren(made("strong", title));
    if (country) tip.append(made("small", country));
    if (!stretch[2].length) tip.append(made("p", words.nobody));
    if (isSeveral && stretch[4]) tip.append(made("p", words.in_parts));
    const list = made("ul");
    for (const claim of stretch[2]) {
      const [holder, terms] = data.claims[claim];
      const item = made("li");
      const chip = drawn("svg", { class: "chip", viewBox: "0 0 24 24", "aria-hidden": "true" });
      chip.append(drawn("rect", { class: `h${holder}`, width: 24, height: 24, rx: 5 }));
      const line = made("span");
      line.append(made("bdi", `${holder + 1} ${data.holders[holder]}`), made("small", terms));
      item.append(chip, line);
      list.append(item);
    }
    if (list.children.length) tip.append(list);
    for (const conflict of stretch[3]) tip.append(made("p", `${words.conflict}: ${data.conflicts[conflict]}`, "bad"));
    tip.hidden = false;
    const box = element.getBoundingClientRect();
    const [x, y] = at ?? [box.left + box.width / 2, box.top + box.height / 2];
    const size = tip.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    const left = Math.min(Math.max(12, x + 16), wide - size.width - 12);
    const below = y + 18 + size.height < innerHeight;
    const top = below ? y + 18 : Math.max(8, y - size.height - 14);
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${top + scrollY}px`;
    const ring = element.closest("svg").querySelector(".ring");
    ring.replaceChildren(...outlined(element, "under"), ...outlined(element, "over"));
  };
  const hideTip = () => {
    tip.hidden = true;
    for (const map of maps) map.querySelector(".ring").replaceChildren();
  };

  const middle = (element) => {
    const box = element.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
  const nearest = (from, places, dx, dy) => {
    const [x, y] = middle(from);
    let best = null;
    let least = Infinity;
    for (const place of places) {
      if (place === from) continue;
      const [px, py] = middle(place);
      const along = (px - x) * dx + (py - y) * dy;
      const aside = Math.abs((px - x) * dy) + Math.abs((py - y) * dx);
      const far = along + aside * 2;
      if (along > 0.5 && far < least) [best, least] = [place, far];
    }
    return best;
  };
  for (const map of maps) {
    const places = all("g.spot", map);
    const start = places.find((place) => held(Number(place.dataset.s))[2].length) ?? places[0];
    start?.setAttribute("tabindex", "0");
    map.addEventListener("pointermove", (event) => {
      const place = event.target.closest("g.spot");
      if (place) showTip(place, [event.clientX, event.clientY]);
      else hideTip();
    });
    map.addEventListener("pointerleave", hideTip);
    map.addEventListener("focusin", (event) => {
      const place = event.target.closest("g.spot");
      if (!place) return;
      for (const other of places) other.setAttribute("tabindex", other === place ? "0" : "-1");
      if (place.matches(":focus-visible")) showTip(place);
    });
    map.addEventListener("focusout", hideTip);
    map.addEventListener("keydown", (event) => {
      const place = event.target.closest("g.spot");
      const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
      if (!place || !way || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      nearest(place, places, ...way)?.focus();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideTip();
  });

  // Stripes and letters keep their size on the screen, however small a map is drawn.
  const fit = () => {
    for (const kind of ["world", "country"]) {
      const sizes = all(`.map.${kind}`).map(scaleOf);
      if (!sizes.length) continue;
      const size = Math.sqrt(Math.min(...sizes) * Math.max(...sizes));
      for (const pattern of all(`pattern[data-scale=${kind}]`)) pattern.setAttribute("patternTransform", `rotate(45) scale(${size})`);
    }
    for (const map of maps) {
      const group = map.querySelector(".labels");
      group.setAttribute("font-size", LETTER * scaleOf(map));
      group.setAttribute("stroke-width", 3.2 * scaleOf(map));
    }
  };
  addEventListener("resize", () => {
    fit();
    show();
  });

  if (first === last) one(".slide").hidden = one(".steps").hidden = true;
  document.documentElement.classList.remove("still");
  fit();
  show();
})();
