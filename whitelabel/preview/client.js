// What a page in the preview has beside what is built: it takes changes as they come, shows what is wrong, and tells where
// colours come from. It asks the server that the page came from, and nobody else.
(() => {
  "use strict";
  const own = document.currentScript.dataset;
  // A page may have a base of its own.
  const BASE = `${location.origin}/__whitelabel/`;
  const KEPT = "whitelabel.preview";
  const galleries = own.galleries.split(" ");
  const root = document.documentElement;
  let digest = own.digest;
  const at = (name, more = {}) => `${BASE}${name}?${new URLSearchParams({ token: own.token, ...more })}`;

  // ── What the reader's system would ask ────────────────────────────────────────────────────────────────────────

  // The gallery shows pages as other systems would: conditions on these features are written anew, in styles, in elements
  // and in what scripts ask. `null` is what the browser says itself.
  const look = { scheme: null, motion: null, forced: null };
  const TRUE = "(min-width: 0px)";
  const FALSE = "(max-width: 0px)";
  const FEATURES = [
    ["scheme", /\(\s*prefers-color-scheme\s*(?::\s*(\w+)\s*)?\)/gi, (asked, wanted) => !asked || asked === wanted],
    ["motion", /\(\s*prefers-reduced-motion\s*(?::\s*([\w-]+)\s*)?\)/gi, (asked) => (asked || "reduce") === "reduce"],
    ["forced", /\(\s*forced-colors\s*(?::\s*(\w+)\s*)?\)/gi, (asked) => (asked || "active") === "active"],
  ];
  const rewritten = (query) => {
    let found = query;
    for (const [name, pattern, holds] of FEATURES) {
      if (look[name] !== null) {
        found = found.replace(pattern, (_, asked) => (holds(asked?.toLowerCase(), look[name]) ? TRUE : FALSE));
      }
    }
    return found;
  };
  const isAffected = (query) => FEATURES.some(([, pattern]) => query.search(pattern) >= 0);

  const written = new WeakMap();
  function rewriteList(list) {
    if (!written.has(list)) {
      if (!isAffected(list.mediaText)) return;
      written.set(list, list.mediaText);
    }
    const wanted = rewritten(written.get(list));
    if (list.mediaText !== wanted) list.mediaText = wanted;
  }
  function rewriteRules(rules) {
    for (const rule of rules) {
      if (rule.media?.mediaText) rewriteList(rule.media);
      if (rule.styleSheet) rewriteSheet(rule.styleSheet);
      if (rule.cssRules?.length) rewriteRules(rule.cssRules);
    }
  }
  function rewriteSheet(sheet) {
    try {
      if (sheet.media?.mediaText && !sheet.ownerNode) rewriteList(sheet.media);
      rewriteRules(sheet.cssRules);
    } catch {
      // A sheet of another origin keeps its conditions to itself.
    }
  }
  function rewriteAll() {
    for (const sheet of document.styleSheets) rewriteSheet(sheet);
    for (const element of document.querySelectorAll("[media]")) {
      if (!written.has(element)) {
        if (!isAffected(element.media ?? "")) continue;
        written.set(element, element.media);
      }
      const wanted = rewritten(written.get(element));
      if (element.media !== wanted) element.media = wanted;
    }
  }

  const realMatch = window.matchMedia.bind(window);
  const asked = new Set();
  class Answered extends EventTarget {
    constructor(query) {
      super();
      this.media = query;
      this.onchange = null;
      this.before = this.matches;
      asked.add(this);
      realMatch(query).addEventListener("change", () => this.told());
    }
    get matches() {
      return realMatch(rewritten(this.media)).matches;
    }
    addListener(heard) {
      this.addEventListener("change", heard);
    }
    removeListener(heard) {
      this.removeEventListener("change", heard);
    }
    told() {
      if (this.before === this.matches) return;
      this.before = this.matches;
      const change = Object.assign(new Event("change"), { matches: this.matches, media: this.media });
      this.dispatchEvent(change);
      this.onchange?.(change);
    }
  }
  if (window.parent !== window) {
    window.matchMedia = (query) => (isAffected(String(query)) ? new Answered(String(query)) : realMatch(query));
  }

  // Near to what Windows calls "Night sky". A system keeps what is transparent so, and what a page excepts as it is; neither can
  // be seen from a style sheet, so what lies before and after elements has no ground.
  const FORCED = new CSSStyleSheet();
  FORCED.replaceSync(`
    *, *::before, *::after { color: #fff !important; border-color: #fff !important; outline-color: #d6b4fd !important;
      box-shadow: none !important; text-shadow: none !important; }
    *:not(whitelabel-preview, svg, svg *, img) { background: #000 !important; }
    *::before, *::after, svg, svg * { background: transparent !important; }
    a[href], a[href] * { color: #8080ff !important; }
    button, [type=button], [type=submit], summary { color: #ffee32 !important; border-color: #ffee32 !important; }
    :disabled { color: #a6a6a6 !important; }`);
  const STILL = new CSSStyleSheet();
  STILL.replaceSync("html { scroll-behavior: auto !important; }");

  function dress(wanted) {
    look.forced = wanted.forced === true ? "active" : null;
    // A system whose contrast theme is dark tells so, whatever was chosen before.
    look.scheme = look.forced ? "dark" : ["light", "dark"].includes(wanted.scheme) ? wanted.scheme : null;
    look.motion = wanted.motion === true ? "reduce" : null;
    rewriteAll();
    const sheets = document.adoptedStyleSheets.filter((sheet) => sheet !== FORCED && sheet !== STILL);
    document.adoptedStyleSheets = [...sheets, ...(look.forced ? [FORCED] : []), ...(look.motion ? [STILL] : [])];
    for (const answered of asked) answered.told();
  }

  // ── Style sheets and pictures ─────────────────────────────────────────────────────────────────────────────────

  let turn = 0;
  const pathOf = (address) => {
    try {
      const url = new URL(address, location.href);
      return url.origin === location.origin ? url.pathname : "";
    } catch {
      return "";
    }
  };
  // What keeps its name has to be asked for anew all the same.
  const fresh = (old, address) => (old === address ? `${address}?now=${++turn}` : address);

  const standsFor = new WeakMap();
  function dropped(link) {
    for (let each = link; each; each = standsFor.get(each)) each.remove();
  }
  function swapLink(link, address) {
    return new Promise((done) => {
      const next = link.cloneNode();
      standsFor.set(next, link);
      if (written.has(link)) written.set(next, written.get(link));
      next.onload = () => {
        rewriteAll();
        dropped(standsFor.get(next));
        standsFor.delete(next);
        done();
      };
      next.onerror = () => {
        next.remove();
        done();
      };
      next.href = address;
      link.after(next);
    });
  }
  // Of several that wait, the last one counts.
  const sheetLinks = () =>
    [...document.querySelectorAll("link[rel~=stylesheet][href]")].filter(
        (link) => standsFor.get(link.nextElementSibling) !== link,
    );
  const imports = (sheet, paths) => {
    try {
      return [...sheet.cssRules].some(
        (rule) => rule.styleSheet && (pathOf(rule.styleSheet.href) in paths || imports(rule.styleSheet, paths)),
      );
    } catch {
      return false;
    }
  };

  function swapStyles(changed) {
    const swaps = [];
    for (const link of sheetLinks()) {
      const old = pathOf(link.href);
      if (old in changed) swaps.push(swapLink(link, fresh(old, changed[old])));
      else if (link.sheet && imports(link.sheet, changed)) swaps.push(swapLink(link, fresh(old, old)));
    }
    for (const link of document.querySelectorAll("link[rel~=preload][as=style]")) {
      const now = changed[pathOf(link.href)];
      if (now) link.href = now;
    }
    for (const style of document.querySelectorAll("style")) {
      const text = Object.entries(changed).reduce((all, [old, now]) => all.replaceAll(old, fresh(old, now)), style.textContent);
      if (text !== style.textContent) style.textContent = text;
    }
    return Promise.all(swaps);
  }

  const NAMES_FILES = ["src", "srcset", "imagesrcset", "poster", "href", "xlink:href", "data", "content", "style"];
  function swapPictures(changed) {
    const pairs = Object.entries(changed);
    if (!pairs.length) return;
    const edge = (old) => new RegExp(`${old.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?:\\?now=\\d+)?(?![\\w./-])`, "g");
    const patterns = pairs.map(([old, now]) => [edge(old), fresh(old, now)]);
    const swapped = (text) => patterns.reduce((all, [old, now]) => all.replace(old, () => now), text);
    for (const element of document.querySelectorAll(NAMES_FILES.map((name) => `[${name.replace(":", "\\:")}]`).join())) {
      if (element.matches("script, a, base, link[rel~=stylesheet], iframe")) continue;
      for (const name of NAMES_FILES) {
        const before = element.getAttribute(name);
        if (before === null) continue;
        const after = swapped(before);
        if (after !== before) element.setAttribute(name, after);
      }
    }
    const inRules = (rules) => {
      for (const rule of rules) {
        if (rule.cssRules?.length) inRules(rule.cssRules);
        if (!rule.style) continue;
        for (const property of rule.style) {
          const before = rule.style.getPropertyValue(property);
          const after = before.includes("url(") ? swapped(before) : before;
          if (after !== before) rule.style.setProperty(property, after, rule.style.getPropertyPriority(property));
        }
      }
    };
    for (const sheet of document.styleSheets) {
      try {
        inRules(sheet.cssRules);
      } catch {
        // Of another origin.
      }
    }
  }

  // ── The page itself ───────────────────────────────────────────────────────────────────────────────────────────

  const ASSET = new Set(["src", "srcset", "imagesrcset", "poster", "href", "xlink:href", "data", "content"]);
  const FIXED = new Set(["SCRIPT", "IFRAME", "BASE", "OBJECT", "EMBED"]);

  /** Attributes that differ between two trees, `[tag, name, before, after]`; `null` where something else does. */
  function differences(before, after) {
    const found = [];
    const isSame = (one, other) => {
      if (one.nodeType !== other.nodeType || one.nodeName !== other.nodeName) return false;
      if (one.nodeType !== Node.ELEMENT_NODE) return one.nodeValue === other.nodeValue;
      if (one.attributes.length !== other.attributes.length || one.childNodes.length !== other.childNodes.length) return false;
      for (const { name, value } of one.attributes) {
        const now = other.getAttribute(name);
        if (now === null) return false;
        const isAsset = ASSET.has(name) && !FIXED.has(one.nodeName);
        if (now === value && !isAsset) continue;
        if (!isAsset) return false;
        found.push([one.localName, name, value, now]);
      }
      const inside = one.localName === "template" ? [one.content, other.content] : [one, other];
      if (one.localName === "template" && inside[0].childNodes.length !== inside[1].childNodes.length) return false;
      return [...inside[0].childNodes].every((child, place) => isSame(child, inside[1].childNodes[place]));
    };
    return isSame(before.documentElement, after.documentElement) ? found : null;
  }

  /** Set what differs in the living page; `null` where something of it can't be found there. */
  function setInPlace(found) {
    const groups = new Map();
    for (const [tag, name, before, after] of found) {
      const key = JSON.stringify([tag, name, before]);
      groups.set(key, [...(groups.get(key) ?? []), after]);
    }
    const sets = [];
    for (const [key, wanted] of groups) {
      const [tag, name, before] = JSON.parse(key);
      if (wanted.every((after) => after === before)) continue;
      const bare = (value) => value?.replace(/\?now=\d+$/, "");
      const living = [...document.getElementsByTagName(tag)].filter(
        (each) => bare(each.getAttribute(name)) === before && !each.closest("whitelabel-preview"),
      );
      const done = [...document.getElementsByTagName(tag)].filter((each) => each.getAttribute(name) === wanted[0]);
      if (living.length === wanted.length) living.forEach((each, place) => sets.push([each, name, wanted[place]]));
      else if (new Set(wanted).size === 1 && living.length) living.forEach((each) => sets.push([each, name, wanted[0]]));
      else if (!(living.length === 0 && new Set(wanted).size === 1 && done.length)) return null;
    }
    return sets.map(([element, name, value]) =>
      element.matches("link[rel~=stylesheet]") && name === "href" ? swapLink(element, value) : element.setAttribute(name, value),
    );
  }

  async function changed() {
    const asked = { of: location.pathname };
    const [now, was] = await Promise.all([fetch(at("page", asked)), digest ? fetch(at("page", { was: digest })) : null]);
    if (!now.ok && now.status !== 404) return;
    if (now.ok && was?.ok) {
      const parser = new DOMParser();
      const [before, after] = await Promise.all([was.text(), now.text()]);
      const trees = [before, after].map((text) => parser.parseFromString(text, "text/html"));
      const found = differences(...trees);
      const swaps = found && setInPlace(found);
      if (swaps) {
        await Promise.all(swaps);
        digest = now.headers.get("ETag")?.replaceAll('"', "") ?? "";
        return;
      }
    }
    anew();
  }

  // ── What the reader has done, over a reload ───────────────────────────────────────────────────────────────────

  const nameOf = (element) => {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const steps = [];
    for (let each = element; each && each !== root && !(each.id && each !== element); each = each.parentElement) {
      const alike = [...each.parentElement.children].filter((other) => other.localName === each.localName);
      steps.unshift(`${each.localName}:nth-of-type(${alike.indexOf(each) + 1})`);
      if (each.parentElement.id) {
        steps.unshift(`#${CSS.escape(each.parentElement.id)}`);
        break;
      }
    }
    return steps.join(" > ");
  };
  const EDITED = "[contenteditable]:not([contenteditable=false])";
  // What the page itself has there. Where the next page has something else, that stays.
  const served = new WeakMap();
  function pathIn(element, node) {
    const steps = [];
    for (let each = node; each !== element; each = each.parentNode) steps.unshift([...each.parentNode.childNodes].indexOf(each));
    return steps;
  }
  const nodeAt = (element, steps) => steps.reduce((node, step) => node.childNodes[step], element);
  /** Both ends of what is selected in an element that is written in: a path and an offset each. */
  function selectedIn(element) {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection();
    if (!element?.isContentEditable || !element.contains(anchorNode) || !element.contains(focusNode)) return null;
    return [pathIn(element, anchorNode), anchorOffset, pathIn(element, focusNode), focusOffset];
  }
  const FIELDS = "input, textarea, select";
  // Secrets are not written down, not even for a moment.
  const isKept = (field) => !["password", "file", "hidden", "submit", "button", "reset", "image"].includes(field.type);

  function kept() {
    const fields = [...document.querySelectorAll(FIELDS)].filter(isKept).map((field) => ({
      at: nameOf(field),
      value: field.multiple && field.options ? [...field.options].map((option) => option.selected) : field.value,
      checked: field.checked,
    }));
    const edited = [...document.querySelectorAll(EDITED)];
    // Texts that stand side by side are one when they are read again.
    for (const each of edited) each.normalize();
    const scrolled = [...document.querySelectorAll("body *")].filter((each) => each.scrollTop || each.scrollLeft);
    const focus = document.activeElement;
    let range = null;
    try {
      if (typeof focus?.selectionStart === "number") range = [focus.selectionStart, focus.selectionEnd];
    } catch {
      // Some kinds of fields have no selection.
    }
    return {
      page: location.pathname + location.search,
      x: scrollX,
      y: scrollY,
      fields,
      range,
      edited: edited.map((each) => [nameOf(each), served.get(each), each.innerHTML]),
      selected: selectedIn(focus),
      scrolled: scrolled.map((each) => [nameOf(each), each.scrollLeft, each.scrollTop]),
      details: [...document.querySelectorAll("details")].map((each) => [nameOf(each), each.open]),
      focus: focus && focus !== document.body && focus.localName !== "whitelabel-preview" ? nameOf(focus) : "",
    };
  }

  let leaving = false;
  function anew() {
    if (leaving) return;
    leaving = true;
    // The page is on its way while this one is looked through.
    location.reload();
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(kept()));
    } catch {
      // Storage is closed or full: then the browser's own memory has to do.
    }
  }

  function takeKept() {
    try {
      const text = sessionStorage.getItem(KEPT);
      sessionStorage.removeItem(KEPT);
      const found = JSON.parse(text);
      return found?.page === location.pathname + location.search ? found : null;
    } catch {
      return null;
    }
  }
  const before = takeKept();

  function restore() {
    const one = (name) => {
      try {
        return document.querySelector(name);
      } catch {
        return null;
      }
    };
    for (const [name, was, markup] of before.edited) {
      const found = one(name);
      if (!found?.isContentEditable || found.innerHTML !== was || markup === was) continue;
      try {
        found.innerHTML = markup;
      } catch {
        // A page may ask for markup that it trusts.
        continue;
      }
      found.dispatchEvent(new Event("input", { bubbles: true }));
    }
    for (const [name, isOpen] of before.details) {
      const found = one(name);
      if (found?.localName === "details") found.open = isOpen;
    }
    for (const { at: name, value, checked } of before.fields) {
      const field = one(name);
      if (!field?.matches(FIELDS) || !isKept(field)) continue;
      const was = [field.value, field.checked].join();
      if (Array.isArray(value)) value.forEach((on, place) => field.options?.[place] && (field.options[place].selected = on));
      else if (field.type !== "checkbox" && field.type !== "radio") field.value = value;
      if (typeof checked === "boolean") field.checked = checked;
      if (was !== [field.value, field.checked].join()) {
        for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
      }
    }
    const focus = before.focus && one(before.focus);
    if (focus) {
      focus.focus({ preventScroll: true });
      try {
        if (before.range) focus.setSelectionRange(...before.range);
        const wasHere = before.edited.some(([name, , markup]) => name === before.focus && focus.innerHTML === markup);
        if (before.selected && wasHere) {
          const [anchor, from, end, to] = before.selected;
          getSelection().setBaseAndExtent(nodeAt(focus, anchor), from, nodeAt(focus, end), to);
        }
      } catch {
        // As above; and markup may be read as another tree than it was written from.
      }
    }
    scrollBack();
  }
  function scrollBack() {
    scrollTo({ left: before.x, top: before.y, behavior: "instant" });
    for (const [name, left, top] of before.scrolled) {
      document.querySelector(name)?.scrollTo({ left, top, behavior: "instant" });
    }
  }

  // ── Over the page ─────────────────────────────────────────────────────────────────────────────────────────────

  const host = document.createElement("whitelabel-preview");
  const shadow = host.attachShadow({ mode: "open" });
  const STYLE = new CSSStyleSheet();
  STYLE.replaceSync(`
    :host { all: initial; position: fixed; inset: 0; z-index: 2147483647; pointer-events: none; color-scheme: dark;
      font: 14px/1.5 system-ui, sans-serif; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    .problems { position: absolute; inset: auto 0 0 0; max-height: min(62vh, 40rem); display: flex; flex-direction: column;
      pointer-events: auto; background: #17181c; color: #f3f3f5; border-top: 3px solid #ff8278; box-shadow: 0 -12px 48px #0007; }
    .problems header { display: flex; align-items: center; gap: 12px; padding: 10px 16px 6px 20px; }
    h2 { margin: 0; flex: 1; font: 600 14px/1.5 system-ui, sans-serif; color: #ffb4ad; }
    pre { margin: 0; padding: 4px 20px 20px; overflow: auto; tab-size: 2; white-space: pre;
      font: 13px/1.6 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    pre:focus-visible, button:focus-visible { outline: 2px solid #9db8ff; outline-offset: -2px; }
    button { font: inherit; min-height: 28px; min-width: 28px; padding: 2px 10px; color: #f3f3f5; background: #2c2e35;
      border: 1px solid #767a86; border-radius: 6px; cursor: pointer; }
    button:hover { background: #3a3d46; }
    .line { position: absolute; inset: auto auto 16px 16px; padding: 6px 12px; color: #f3f3f5; background: #17181c;
      border: 1px solid #767a86; border-radius: 99px; }
    .frame { position: absolute; border: 2px solid #3b6cff; outline: 1px solid #fff; border-radius: 2px; }
    .look { position: absolute; top: 16px; right: 16px; width: min(26rem, calc(100vw - 32px)); max-height: calc(100vh - 32px);
      overflow: auto; pointer-events: auto; color: #f3f3f5; background: #17181c; border: 1px solid #767a86; border-radius: 10px;
      box-shadow: 0 12px 48px #0007; }
    .look.left { right: auto; left: 16px; }
    .look header { position: sticky; top: 0; display: flex; gap: 8px; align-items: start; padding: 12px 12px 10px 16px;
      background: #17181c; border-bottom: 1px solid #3a3d46; }
    .look h2 { color: inherit; overflow-wrap: anywhere; }
    .look p { margin: 0; padding: 12px 16px; color: #c3c5cd; }
    .look small { display: block; font: 12px/1.5 system-ui, sans-serif; color: #c3c5cd; }
    ul { margin: 0; padding: 4px 0 8px; list-style: none; }
    li { display: grid; grid-template-columns: 20px 1fr auto; gap: 2px 10px; padding: 8px 12px 8px 16px; align-items: start; }
    li + li { border-top: 1px solid #2c2e35; }
    .swatch { width: 20px; height: 20px; border-radius: 5px; border: 1px solid #767a86; }
    code { font: 12px/1.5 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
    li > div { min-width: 0; }
    b { font-weight: 600; }
    ol li { display: block; padding: 0; border: 0; }
    ol { margin: 0; padding: 0; list-style: none; color: #c3c5cd; font-size: 12px; overflow-wrap: anywhere; }
    @media (forced-colors: active) { .problems, .look, .line { border: 2px solid CanvasText; } }`);
  shadow.adoptedStyleSheets = [STYLE];
  const make = (name, data = {}, ...inside) => {
    const { aria, ...rest } = data;
    const made = Object.assign(document.createElement(name), rest);
    for (const [key, value] of Object.entries(aria ?? {})) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };
  const show = () => host.isConnected || root.append(host);
  let isFramed = false;

  const told = make("pre", { tabIndex: 0, aria: { role: "group", "aria-label": "What is wrong" } });
  const count = make("h2", { id: "count" });
  const problems = make(
    "section",
    { className: "problems", hidden: true, aria: { role: "region", "aria-labelledby": "count" } },
    make("header", {}, count, make("button", { type: "button", textContent: "Hide", onclick: () => (problems.hidden = true) })),
    told,
  );
  const alerted = make("div", { aria: { role: "alert" } }, problems);
  const line = make("div", { className: "line", hidden: true, textContent: "Preview not connected" });
  shadow.append(alerted, make("div", { aria: { role: "status" } }, line));

  // What only warns is told in the gallery and on the terminal, and covers no page.
  let hasErrors = false;
  let last = "";
  function tell(text, isRefused) {
    // What was put away stays so, however often it is told.
    if (last === `${isRefused} ${text}`) return;
    last = `${isRefused} ${text}`;
    const kinds = [...text.matchAll(/(?:^|: )(error|warning) WL\d{3}: /gm)].map((match) => match[1]);
    const counted = ["error", "warning"].map((kind) => [kinds.filter((each) => each === kind).length, kind]);
    const said = counted.filter(([number]) => number).map(([number, kind]) => `${number} ${kind}${number === 1 ? "" : "s"}`);
    hasErrors = kinds.includes("error");
    const behind = isRefused ? "a page that no build gives out" : "the page as it was before the mistake";
    count.textContent = said.join(", ") + (digest ? `. Behind this stands ${behind}` : "");
    told.textContent = text;
    problems.hidden = !hasErrors || isFramed;
    if (hasErrors && !isFramed) show();
  }
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !problems.hidden) problems.hidden = true;
  });

  // ── Where colours come from ───────────────────────────────────────────────────────────────────────────────────

  const INHERITED = /^(color|font|letter-spacing|line-height|text-(?!decoration|overflow)|fill|stroke)/;
  const SHOWN = /^(color$|background|border|outline|fill|stroke|font|letter-spacing|line-height|text-|box-shadow|padding|margin|gap|row-gap|column-gap|accent-color|caret-color)/;
  const VARIABLE = /var\(\s*(--[\w-]+)/g;
  const DECLARED = /([\w-]+)\s*:\s*((?:[^;"']|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*)/g;
  const ABOVE = /^(inherit|unset|revert|revert-layer)$/;

  let tokens = null;
  async function getTokens() {
    const given = await fetch(at("tokens.json"));
    tokens = given.ok ? await given.json() : {};
  }

  const probe = make("span", { hidden: true });
  const longhands = new Map();
  function longhandsOf(name) {
    if (!longhands.has(name)) {
      probe.style.cssText = `${name}: inherit`;
      longhands.set(name, new Set(probe.style));
    }
    return longhands.get(name);
  }
  const SIDES = { "block-start": "top", "block-end": "bottom", "inline-start": "left", "inline-end": "right" };
  const RTL_SIDES = { ...SIDES, "inline-start": "right", "inline-end": "left" };
  /** A property by the side that it is for, since rules may call one side by either name. */
  const sided = (name) => {
    const sides = root.dir === "rtl" ? RTL_SIDES : SIDES;
    return name.startsWith("--") ? name : name.replace(/(block|inline)-(start|end)/, (side) => sides[side]);
  };

  // Which rule counts is the browser's to say, with layers, scopes, containers and all: while colours are looked at each rule
  // leaves its number beside whatever it sets, in a property that nothing inherits.
  const NUMBER = "--whitelabel-rule-";
  const registered = new Set();
  const numbered = new Set();
  let styles = [];
  function numberRules(rules, shown) {
    for (const rule of rules) {
      if (rule.styleSheet) numberSheet(rule.styleSheet, shown);
      if (rule.cssRules?.length) numberRules(rule.cssRules, shown);
      if (!/^CSS(StyleRule|NestedDeclarations)$/.test(rule.constructor.name) || numbered.has(rule.style)) continue;
      numbered.add(rule.style);
      for (const name of [...rule.style]) {
        if (name !== "all" && !name.startsWith("--") && !SHOWN.test(name)) continue;
        for (const property of name === "all" ? shown : [sided(name)]) {
          if (!registered.has(property)) CSS.registerProperty({ name: NUMBER + property, syntax: "*", inherits: false });
          registered.add(property);
          const own = name === "all" ? property : name;
          rule.style.setProperty(NUMBER + property, `${styles.length} ${own}`, rule.style.getPropertyPriority(own));
        }
      }
      styles.push(rule.style);
    }
  }
  function numberSheet(sheet, shown) {
    try {
      numberRules(sheet.cssRules, shown);
    } catch {
      // Of another origin.
    }
  }
  function forgetNumbers() {
    for (const style of styles) for (const name of [...style]) if (name.startsWith(NUMBER)) style.removeProperty(name);
    numbered.clear();
    styles = [];
  }

  // An element, or what lies before or after it, and what it inherits from.
  const spotOf = (element, pseudo = "") => ({ element, pseudo, style: getComputedStyle(element, pseudo) });
  function above({ element, pseudo }) {
    const next = pseudo ? element : (element.assignedSlot ?? element.parentElement ?? element.getRootNode().host);
    return next ? spotOf(next) : null;
  }

  /** A declaration, by the name that it is written with: `[name, value]`. */
  function asWritten(style, longhand) {
    const value = style.getPropertyValue(longhand);
    if (value && !/var\(|currentcolor/i.test(value)) return [longhand, value];
    const all = [...style.cssText.matchAll(DECLARED)];
    const [, name, text] = all.findLast(([, each]) => longhandsOf(each).has(longhand)) ?? ["", longhand, ""];
    // A shorthand in which a variable stands has no parts until it is worked out.
    return [name, value || text.replace(/\s*!important\s*$/, "")];
  }
  /** The declaration that counts for a property, `null` where the page has none. */
  function declaration({ element, pseudo, style }, property) {
    const own = (!pseudo && element.style) || [];
    const inline = [...own].findLast((name) => sided(name) === property);
    const [number, longhand] = style.getPropertyValue(NUMBER + property).trim().split(" ");
    const isStrong = (declared, name) => declared.getPropertyPriority(name) === "important";
    if (inline && (!longhand || isStrong(own, inline) || !isStrong(styles[number], longhand))) return asWritten(own, inline);
    if (longhand) return asWritten(styles[number], longhand);
    const attribute = !pseudo && element instanceof SVGElement && element.getAttribute(property);
    return attribute && CSS.supports(property, attribute) ? [property, attribute] : null;
  }

  /** What a property's value is written with, and where: `{ spot, name, value }`; `null` where it is the browser's own. */
  function origin(start, property) {
    for (let spot = start, next; spot; spot = next) {
      const [name, value] = declaration(spot, property) ?? [property, "revert"];
      const isTaken = value === "inherit" || (value === "currentcolor" && property === "color");
      if (!isTaken && !ABOVE.test(value)) return { spot, name, value };
      if (!isTaken && !INHERITED.test(property) && !property.startsWith("--")) return null;
      next = above(spot);
      // The browser's own styles may set it. (Of a height of lines, a number is inherited.)
      const isOwn = value.startsWith("revert") && INHERITED.test(property) && property !== "line-height";
      if (isOwn && next?.style.getPropertyValue(property) !== spot.style.getPropertyValue(property)) return null;
    }
    return null;
  }

  /** Whether there is a line that a colour is for. */
  function isDrawn({ style }, property) {
    const [, line] = /^(border-\w+|outline|text-decoration)-color$/.exec(property) ?? [];
    const kind = line && style.getPropertyValue(line === "text-decoration" ? `${line}-line` : `${line}-style`);
    return kind !== "none";
  }

  const OTHER_COLOUR = ["rgb(1 2 3 / 0.4)"];
  const OTHERS = ["7.25px", "725px", "725"];
  /** The variables, and the colour of the text as `color`, that change a property when they change. */
  function ingredients({ spot, name, value }, property) {
    const names = new Set([...value.matchAll(VARIABLE)].map((match) => match[1]));
    if (/\bcurrentcolor\b/i.test(value)) names.add("color");
    if (!names.size) return [];
    probe.style.cssText = "";
    const values = [...names].map((each) => [each, spot.style.getPropertyValue(each)]);
    for (const [each, now] of values) probe.style.setProperty(each, now || "initial");
    probe.style.setProperty(name, value);
    const shown = getComputedStyle(probe);
    const before = shown.getPropertyValue(property);
    const matters = ([each, now]) => {
      if (each === property || (each === "color" && property.startsWith("--"))) return true;
      const isOther = (other) => {
        probe.style.setProperty(each, other);
        return shown.getPropertyValue(property) !== before;
      };
      const found = now !== "" && (CSS.supports("color", now) ? OTHER_COLOUR : OTHERS).some(isOther);
      probe.style.setProperty(each, now || "initial");
      return found;
    };
    return values.filter(matters).map(([each]) => each);
  }

  /** Names of the tokens that a property of an element has its value from, and of the declaration that says so. */
  function tokensIn(spot, property, depth = 0) {
    const found = depth < 9 && origin(spot, property);
    // Tokens are the root's; a rule further in may give one of these names another value.
    if (property in tokens && (!found || found.spot.element === root)) return [[property], property];
    if (!found) return [[], property];
    const names = ingredients(found, property).flatMap((name) => {
      const from = name !== "color" ? found.spot : property === "color" ? above(found.spot) : spot;
      return from ? tokensIn(from, name, depth + 1)[0] : [];
    });
    return [names, found.name];
  }

  function tokensOf(element) {
    const shown = [...new Set([...getComputedStyle(root)].filter((name) => SHOWN.test(name)).map(sided))];
    const scopes = new Set();
    for (let spot = spotOf(element); spot; spot = above(spot)) {
      scopes.add(spot.element.getRootNode()).add(spot.element.shadowRoot ?? document);
    }
    for (const scope of scopes) {
      for (const sheet of [...scope.styleSheets, ...scope.adoptedStyleSheets]) numberSheet(sheet, shown);
    }
    const rows = new Map();
    for (const pseudo of ["", "::before", "::after"]) {
      const spot = spotOf(element, pseudo);
      if (pseudo && /^(none|normal)$/.test(spot.style.content)) continue;
      for (const property of shown) {
        // What these inherit is the element's.
        if ((pseudo && !declaration(spot, property)) || !isDrawn(spot, property)) continue;
        const [names, declared] = tokensIn(spot, property);
        for (const name of names) {
          if (!rows.has(name)) rows.set(name, new Set());
          rows.get(name).add(`${pseudo} ${declared}`.trim());
        }
      }
    }
    const rank = (property) => FIRST.findIndex((word) => property.startsWith(word));
    return [...rows]
      .map(([name, properties]) => ({ name, properties: [...properties].sort((one, other) => rank(one) - rank(other)) }))
      .sort((one, other) => rank(one.properties[0]) - rank(other.properties[0]));
  }
  const FIRST = ["color", "background", "fill", "stroke", "border", "outline", "box-shadow", "accent", "caret", "font", ""];

  const heading = make("h2");
  const list = make("ul");
  const frame = make("div", { className: "frame", hidden: true });
  const panel = make(
    "section",
    { className: "look", hidden: true, aria: { role: "region", "aria-label": "Tokens of the element" } },
    make("header", {}, heading, make("button", { type: "button", textContent: "Close", onclick: () => toggle() })),
    list,
  );
  shadow.append(frame, panel, probe);

  let isLooking = false;
  let pinned = null;
  let looked = null;
  const isDark = () => (root.dataset.scheme ? root.dataset.scheme === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches);

  function outline() {
    const box = looked.getBoundingClientRect();
    Object.assign(frame.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px` });
    frame.hidden = false;
    return box;
  }
  function describe(element) {
    if (!element.isConnected) return;
    looked = element;
    const box = outline();
    panel.classList.toggle("left", box.left + box.width / 2 > innerWidth * 0.6 && innerWidth > 700);
    const classes = [...element.classList].map((name) => `.${name}`).join("");
    const hint = pinned ? "Held; Escape lets go" : "Click to hold; Escape ends";
    heading.replaceChildren(`${element.localName}${classes}`, make("small", { textContent: hint }));
    const mode = isDark() ? "dark" : "light";
    const rows = tokensOf(element).map(({ name, properties }) => {
      const token = tokens[name];
      const value = token.value[mode] ?? "";
      const swatch = make("span", { className: "swatch" });
      if (CSS.supports("color", value)) swatch.style.background = value;
      else swatch.style.visibility = "hidden";
      const place = token.places[mode] ?? "";
      const copy = place && make("button", { type: "button", textContent: "Copy", title: place, onclick: () => copied(copy, place) });
      if (copy) copy.setAttribute("aria-label", `Copy ${place}`);
      const trail = (token.trail[mode] ?? []).map((step) => make("li", { textContent: step }));
      const said = make("div", {}, make("b", { textContent: token.name }), " ", make("code", { textContent: value }));
      said.append(make("small", { textContent: properties.join(", ") }), make("ol", {}, ...trail));
      return make("li", {}, swatch, said, ...(copy ? [copy] : []));
    });
    list.replaceChildren(...(rows.length ? rows : [make("p", { textContent: "No token of the theme colours it." })]));
  }
  async function copied(button, text) {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = text;
    }
    setTimeout(() => (button.textContent = "Copy"), 1500);
  }
  const isOurs = (event) => event.composedPath().includes(host);
  // In an open shadow tree, the element within.
  const targetOf = (event) => event.composedPath()[0];
  function pointed(event) {
    const element = targetOf(event);
    if (isLooking && !pinned && !isOurs(event) && element instanceof Element && element !== looked) describe(element);
  }
  function clicked(event) {
    if (!isLooking || isOurs(event)) return;
    event.preventDefault();
    event.stopPropagation();
    pinned = targetOf(event);
    describe(pinned);
  }
  /** What the pointer rests on, or what has the focus; nothing where that is the page as a whole. */
  function meant() {
    const within = (tree) => [...tree.querySelectorAll(":hover")].at(-1);
    let found = within(document);
    for (let inner; found?.shadowRoot && (inner = within(found.shadowRoot)); found = inner);
    return [found, document.activeElement].find((each) => each && ![host, root, document.body].includes(each));
  }
  async function toggle() {
    if (!isLooking) await getTokens();
    isLooking = !isLooking;
    pinned = looked = null;
    show();
    panel.hidden = !isLooking;
    frame.hidden = true;
    if (isLooking) {
      heading.replaceChildren("Point at an element", make("small", { textContent: "Click to hold it; Alt+L or Escape ends" }));
      list.replaceChildren();
      const element = meant();
      if (element) describe(element);
    } else forgetNumbers();
  }
  /** What is shown of an element, after a change. */
  async function lookAgain() {
    if (!isLooking) return;
    await getTokens();
    if (looked) describe(looked);
  }
  addEventListener("scroll", () => looked && outline(), { capture: true, passive: true });
  addEventListener("pointermove", pointed, { passive: true });
  addEventListener("focusin", pointed);
  addEventListener("click", clicked, { capture: true });
  addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyL") {
      event.preventDefault();
      toggle();
    } else if (event.key === "Escape" && isLooking) {
      if (pinned) {
        pinned = null;
        describe(looked);
      } else toggle();
    }
  });

  // ── The line to the server ────────────────────────────────────────────────────────────────────────────────────

  // Whatever happens while another change is taken in waits for it.
  let work = Promise.resolve();
  const then = (step) => (work = work.then(step).catch(anew));

  const { listen } = lineTo({
    events: () => at("events", { page: location.pathname, digest }),
    alive: () => at("page", { of: location.pathname }),
    told: {
      problems: ({ text, isRefused }) => tell(text, isRefused),
      page: (data) => {
        then(data.anew ? anew : changed);
        then(lookAgain);
      },
      styles: ({ styles, pictures }) => {
        then(() => {
          swapPictures(pictures);
          return swapStyles(styles);
        });
        then(lookAgain);
      },
    },
    up: () => (line.hidden = true),
    down: () => {
      show();
      line.hidden = false;
    },
    gone: anew,
    isOver: () => leaving,
  });

  // ── In step with the gallery ──────────────────────────────────────────────────────────────────────────────────

  let gallery = "";
  let isLed = 0;
  const say = (data) => gallery && parent.postMessage({ whitelabel: own.slug, ...data }, gallery);
  const range = () => Math.max(1, root.scrollHeight - innerHeight);

  if (window.parent !== window) {
    try {
      const wanted = JSON.parse(window.name);
      isFramed = wanted?.whitelabel === own.slug;
      if (isFramed) dress(wanted);
    } catch {
      // It is framed by something else, which the server's policy leaves to the page itself.
    }
    addEventListener("message", ({ data, origin, source }) => {
      if (source !== parent || !galleries.includes(origin) || data?.whitelabel !== own.slug) return;
      gallery = origin;
      if (data.do === "hello") {
        isFramed = true;
        problems.hidden = true;
        say({ is: "here", path: location.pathname });
      } else if (data.do === "dress") {
        window.name = JSON.stringify({ ...data, do: undefined });
        dress(data);
      } else if (data.do === "scroll" && Number.isFinite(data.to)) {
        isLed = performance.now();
        scrollTo({ top: data.to * range(), behavior: "instant" });
      }
    });
    addEventListener(
      "scroll",
      () => {
        if (performance.now() - isLed > 150) say({ is: "scroll", to: scrollY / range() });
      },
      { passive: true },
    );
    // A page that does anything by the key has used it, and so has what stands over it.
    addEventListener(
      "keydown",
      (event) => {
        const isOver = isLooking || !problems.hidden || document.querySelector(":modal, :popover-open");
        if (event.key !== "Escape" || event.isComposing || isOver) return;
        let isUsed = false;
        const seen = new MutationObserver(() => (isUsed = true));
        seen.observe(document, { subtree: true, childList: true, attributes: true });
        setTimeout(() => {
          seen.disconnect();
          if (!isUsed && !event.defaultPrevented) say({ is: "escape" });
        });
      },
      { capture: true },
    );
  }

  if (before) history.scrollRestoration = "manual";
  document.addEventListener("DOMContentLoaded", () => {
    if (look.scheme || look.motion || look.forced) rewriteAll();
    for (const each of document.querySelectorAll(EDITED)) served.set(each, each.innerHTML);
    if (before) restore();
    listen();
  });
  addEventListener("load", () => {
    if (look.scheme || look.motion || look.forced) rewriteAll();
    if (before) {
      scrollBack();
      history.scrollRestoration = "auto";
    }
  });
})();
