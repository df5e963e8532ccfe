// What pages gain where there is a script. Every page reads and works without it.

const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);

// ── Colours ─────────────────────────────────────────────────────────────────────────────────────────────────────

const night = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (root.dataset.scheme ? root.dataset.scheme === "dark" : night.matches);

function showScheme() {
  for (const button of all("[data-scheme-button]")) button.setAttribute("aria-pressed", String(isDark()));
  for (const input of all("[data-scheme-choice] input")) input.checked = input.value === (root.dataset.scheme ?? "auto");
}

function setScheme(scheme) {
  if (scheme === "auto") delete root.dataset.scheme;
  else root.dataset.scheme = scheme;
  try {
    if (scheme === "auto") localStorage.removeItem("scheme");
    else localStorage.setItem("scheme", scheme);
  } catch {
    // Not remembered, then.
  }
  showScheme();
}

function colours() {
  for (const button of all("[data-scheme-button]")) {
    button.addEventListener("click", () => setScheme(isDark() ? "light" : "dark"));
  }
  for (const input of all("[data-scheme-choice] input")) {
    input.addEventListener("change", () => setScheme(input.value));
  }
  night.addEventListener("change", showScheme);
  showScheme();

  // Paper is white.
  let before;
  addEventListener("beforeprint", () => {
    before = root.dataset.scheme;
    root.dataset.scheme = "light";
  });
  addEventListener("afterprint", () => {
    if (before) root.dataset.scheme = before;
    else delete root.dataset.scheme;
  });
  for (const button of all("[data-print]")) button.addEventListener("click", () => print());
}

// ── Menus ───────────────────────────────────────────────────────────────────────────────────────────────────────

function menus() {
  const menus = all("[data-dropdown]");
  addEventListener("pointerdown", (event) => {
    for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  for (const menu of menus) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      one("summary", menu).focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  }
}

// ── Checking a form ─────────────────────────────────────────────────────────────────────────────────────────────

function fault(input, words) {
  if (input.type === "radio") {
    const group = all(`[name="${CSS.escape(input.name)}"]`, input.form);
    return input.required && !group.some((other) => other.checked) ? words.errorChoice : "";
  }
  if (input.type === "checkbox") return input.required && !input.checked ? words.errorConsent : "";
  const value = input.value.trim();
  if (input.required && !value) return words.errorRequired;
  if (value && input.type === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return words.errorEmail;
  if (value && input.inputMode === "numeric" && !/^[\d\s.,'’\u00a0\u202f]+$/.test(value)) return words.errorNumber;
  return "";
}

const fieldName = (input) => {
  const group = input.type === "radio" ? input.closest("fieldset") : null;
  const label = group ? one("legend", group) : input.labels?.[0];
  return label ? [...label.childNodes].filter((node) => !node.classList?.contains("field-note")).map((node) => node.textContent).join("").trim() : "";
};

function markField(input, message) {
  const place = document.getElementById(`${input.type === "radio" ? input.name : input.id || input.name}-error`);
  if (!place) return;
  const described = new Set((input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  place.textContent = message;
  place.hidden = !message;
  if (message) {
    input.setAttribute("aria-invalid", "true");
    described.add(place.id);
  } else {
    input.removeAttribute("aria-invalid");
    described.delete(place.id);
  }
  if (described.size) input.setAttribute("aria-describedby", [...described].join(" "));
  else input.removeAttribute("aria-describedby");
}

/** Marks every field of a part of a form, shows the summary, and says whether all is well. */
function check(form, part = form) {
  const seen = new Set();
  const faults = [];
  for (const input of all("input, select, textarea", part)) {
    if (input.type === "radio") {
      if (seen.has(input.name)) continue;
      seen.add(input.name);
    }
    const message = fault(input, form.dataset);
    markField(input, message);
    if (message) faults.push([input, message]);
  }
  const summary = one(".error-summary", form);
  if (summary) {
    const list = one("ul", summary);
    list.replaceChildren(...faults.map(([input, message]) => {
      const link = document.createElement("a");
      link.href = `#${input.id || input.name}`;
      link.textContent = `${fieldName(input)}: ${message}`;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        input.focus();
      });
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    for (const line of all("[data-count]", summary)) line.hidden = Number(line.dataset.count) !== Math.min(faults.length, 12);
    summary.hidden = faults.length < 2;
  }
  if (faults.length > 1 && summary) summary.focus();
  else if (faults.length) faults[0][0].focus();
  return faults.length === 0;
}

function forgive(form) {
  form.noValidate = true;
  form.addEventListener("input", ({ target }) => {
    const marked = target.getAttribute("aria-invalid") === "true";
    if (marked || target.type === "radio") {
      const first = target.type === "radio" ? one(`[name="${CSS.escape(target.name)}"]`, form) : target;
      if (!fault(first, form.dataset)) markField(first, "");
    }
  });
}

function forms() {
  for (const form of all("[data-check]")) {
    forgive(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!check(form)) return;
      if (form.hasAttribute("data-go")) location.assign(form.action);
      if (form.hasAttribute("data-sign")) signDocument(form);
    });
  }
  for (const button of all("[data-reveal]")) {
    const input = document.getElementById(button.dataset.reveal);
    button.addEventListener("click", () => {
      const shown = input.type === "text";
      input.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!shown));
    });
  }
}

// ── Signing ─────────────────────────────────────────────────────────────────────────────────────────────────────

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function signDocument(form) {
  const working = one("[data-working]", form);
  const failed = one("[data-failed]", form);
  const button = one("[type=submit]", form);
  if (button.getAttribute("aria-disabled") === "true") return;
  failed.hidden = true;
  working.hidden = false;
  button.setAttribute("aria-disabled", "true");
  await wait(1400);
  working.hidden = true;
  button.removeAttribute("aria-disabled");
  if (new URLSearchParams(location.search).get("state") === "error") {
    failed.hidden = false;
    return;
  }
  const signed = one("[data-signed]");
  form.hidden = true;
  signed.hidden = false;
  signed.focus();
}

// ── The list of deals ───────────────────────────────────────────────────────────────────────────────────────────

function deals() {
  const form = one("[data-filters]");
  const results = one("[data-results]");
  if (!form || !results) return;
  const rows = all("tbody tr", results);
  const plain = (text) => text.toLocaleLowerCase(root.lang).replaceAll("ё", "е").replace(/\s+/g, " ");

  const say = (found) => {
    for (const line of all("[data-found]", results)) line.hidden = line.dataset.found !== String(found);
  };

  const show = (state) => {
    results.dataset.state = state;
    results.setAttribute("aria-busy", String(state === "loading"));
  };

  const filter = () => {
    const words = plain(form.elements.q.value).trim().split(" ").filter(Boolean);
    const status = form.elements.status.value;
    let found = 0;
    for (const row of rows) {
      const text = plain(row.textContent);
      const fits = words.every((word) => text.includes(word)) && (!status || row.dataset.status === status);
      row.hidden = !fits;
      found += Number(fits);
    }
    say(found);
    show(found ? "ready" : "empty");
  };

  let turn = 0;
  const load = async (pause) => {
    const mine = ++turn;
    say("loading");
    show("loading");
    await wait(pause);
    if (mine === turn) filter();
  };

  const asked = new URLSearchParams(location.search);
  form.elements.q.value = asked.get("q") ?? "";
  form.elements.status.value = asked.get("status") ?? "";
  if (form.elements.status.selectedIndex < 0) form.elements.status.value = "";

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
    load(450);
  });
  form.elements.status.addEventListener("change", () => form.requestSubmit());
  one("[data-clear]", results).addEventListener("click", (event) => {
    event.preventDefault();
    form.reset();
    form.elements.q.value = "";
    form.elements.status.value = "";
    form.requestSubmit();
    form.elements.q.focus();
  });
  one("[data-retry]", results).addEventListener("click", (event) => {
    event.preventDefault();
    history.replaceState(null, "", location.pathname);
    load(900);
  });

  const state = asked.get("state");
  if (["error", "first", "loading"].includes(state)) {
    if (state === "loading") say("loading");
    show(state);
  } else if (asked.get("q") || asked.get("status")) filter();
}

// ── A new deal, step by step ────────────────────────────────────────────────────────────────────────────────────

function wizard() {
  const wizard = one("[data-wizard]");
  if (!wizard) return;
  const form = one("form", wizard);
  const steps = all(".step", form);
  const links = all(".wizard-steps a", wizard);
  const words = one(".wizard-steps", wizard).dataset;
  let current = 0;
  let reached = 0;

  const fill = () => {
    const data = new FormData(form);
    for (const place of all("[data-from]", form)) {
      const name = place.dataset.from;
      const chosen = one(`[name="${name}"]:checked`, form);
      let value = chosen ? one("strong", chosen.closest("label")).textContent : data.get(name);
      if (value && name === "date") value = new Date(`${value}T00:00`).toLocaleDateString(root.lang, { dateStyle: "long" });
      place.textContent = value || one("[data-summary]", form).dataset.empty;
    }
  };

  const go = (step, focus = true) => {
    current = step;
    reached = Math.max(reached, step);
    wizard.dataset.step = String(step + 1);
    links.forEach((link, index) => {
      const done = index < reached && index !== current;
      link.toggleAttribute("data-done", done);
      if (index === current) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
      one("[data-step-state]", link).textContent = index === current ? ` (${words.wordCurrent})` : done ? ` (${words.wordDone})` : "";
    });
    one(".error-summary", form).hidden = true;
    if (step === steps.length - 1) fill();
    if (focus) {
      one(".step-title", steps[step]).focus({ preventScroll: true });
      wizard.scrollIntoView({ block: "start" });
    }
  };

  forgive(form);
  go(0, false);
  one("[data-next]", form).addEventListener("click", () => {
    if (check(form, steps[current])) go(current + 1);
  });
  one("[data-back]", form).addEventListener("click", () => go(current - 1));
  links.forEach((link, index) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (index <= current || (index <= reached && check(form, steps[current]))) go(index);
      else if (index === current + 1 && check(form, steps[current])) go(index);
    }),
  );
  one("[data-save]", form).addEventListener("click", ({ currentTarget }) => {
    const place = one("[data-saved]", form);
    place.textContent = currentTarget.dataset.message;
    setTimeout(() => place.replaceChildren(), 4000);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (current < steps.length - 1) {
      if (check(form, steps[current])) go(current + 1);
      return;
    }
    if (!check(form, steps[current])) return;
    const sent = one("[data-sent]", wizard);
    form.hidden = true;
    sent.hidden = false;
    links.forEach((link) => {
      link.removeAttribute("aria-current");
      link.toggleAttribute("data-done", true);
    });
    sent.focus();
  });
}

colours();
menus();
forms();
deals();
wizard();
