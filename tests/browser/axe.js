// Asks axe about the page shown, and asks about the contrast of texts that look alike only once.
//
// Most of axe's time goes to contrast: it works out what lies under each single text, though a
// list of a hundred people has a hundred lines of the same two colors, and the next page has the
// same heading and the same buttons. So texts are put into groups: of one look, on one ground. The
// look and the ground are told by all that is computed of them, so that a scheme or a width that
// gives other colors or sizes gives other groups, and axe's rule is asked about one of each group:
// not again on this page, nor on a later one. A text about which anything is unusual, such as lying
// over something else, is in no group and always asked about. Every other rule is asked about the
// whole page, each time.

(() => {
  const MARK = "data-asked";
  const FIELDS = new Set(["INPUT", "SELECT", "TEXTAREA"]); // they show what is no text of the page
  const PICTURES = new Set(["IMG", "SVG", "VIDEO", "CANVAS", "IFRAME", "OBJECT", "PICTURE", "EMBED"]);
  const CLEAR = "rgba(0, 0, 0, 0)";
  const DISABLED = ":disabled, [disabled], [aria-disabled]"; // axe leaves these out, and their names
  const HIDDEN = "[inert], [aria-hidden]";

  const passed = new Set(); // the groups of which one was found right, on this page or before

  function isPainted(style) {
    return style.backgroundColor !== CLEAR || style.backgroundImage !== "none";
  }

  // What an element adds to the ground of the texts in it; empty when that is nothing.
  function ground(element, style) {
    const adds = [
      style.backgroundColor === CLEAR ? "" : style.backgroundColor,
      style.backgroundImage === "none" ? "" : style.backgroundImage,
      style.opacity === "1" ? "" : style.opacity,
      style.filter === "none" ? "" : style.filter,
      style.backdropFilter === "none" ? "" : style.backdropFilter,
      style.mixBlendMode === "normal" ? "" : style.mixBlendMode,
      style.clip === "auto" ? "" : style.clip,
      style.clipPath === "none" ? "" : style.clipPath,
      style.maskImage === "none" ? "" : style.maskImage,
      style.transform === "none" ? "" : style.transform,
      style.overflow === "visible" ? "" : style.overflow,
      style.position === "static" ? "" : `${style.position} ${style.zIndex}`,
      style.float === "none" ? "" : style.float,
    ].join("|");
    return adds === "||||||||||||" ? "" : adds;
  }

  // Scrolling shows what lies beyond its edges: the same, on the same ground.
  const scrolls = (style) => /auto|scroll/.test(style.overflowX + style.overflowY);

  // What is drawn before or after what an element holds, as far as axe minds it; empty for nothing.
  function pseudos(element) {
    return ["::before", "::after"].map((part) => {
      const style = getComputedStyle(element, part);
      const drawn = style.content !== "none" && style.content !== "normal" && isPainted(style);
      return drawn ? `${part} ${style.position} ${style.display} ${style.width} ${style.height}` : "";
    }).join("");
  }

  // In a part that is folded up, or there for screen readers only: it lies over nothing.
  function isUnseen(element, style) {
    const clipped = style.clip !== "auto" || style.clipPath !== "none";
    return !element.checkVisibility() || (clipped && element.offsetWidth <= 1 && element.offsetHeight <= 1);
  }

  const meet = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const within = (a, b) =>
    a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;

  function words(element) {
    return [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  }

  function boxOf(texts) {
    const range = document.createRange();
    let box = null;
    for (const text of texts) {
      range.selectNodeContents(text);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      box = box === null ? { left, right, top, bottom } : {
        left: Math.min(box.left, left), right: Math.max(box.right, right),
        top: Math.min(box.top, top), bottom: Math.max(box.bottom, bottom),
      };
    }
    return box;
  }

  // Marks one text of each group that was not asked about yet; returns these groups.
  function mark() {
    const known = new Map();
    const painted = [];
    const exempt = document.querySelector(DISABLED) ? `label, ${DISABLED}, ${HIDDEN}` : HIDDEN;
    const named = new Set(
      [...document.querySelectorAll(DISABLED)].flatMap(
        (one) => (one.getAttribute("aria-labelledby") ?? "").split(/\s+/),
      ),
    );

    // The ground of an element, from the outside in, and the elements that add to it.
    function under(element, place) {
      if (!element) return { below: "", holds: [], odd: false, covered: "", unseen: false };
      let found = known.get(element);
      if (!found) {
        const above = under(element.parentElement);
        const style = getComputedStyle(element);
        const adds = ground(element, style);
        const odd = above.odd || named.has(element.id) || element.matches(exempt);
        const covered = above.covered + pseudos(element);
        const unseen = above.unseen || isUnseen(element, style);
        const holder = { element, place, scrolls: scrolls(style) };
        found = adds
          ? { below: `${above.below} ${adds}`, holds: [...above.holds, holder], odd, covered, unseen }
          : { ...above, odd, covered, unseen };
        known.set(element, found);
        const paints = isPainted(style) || PICTURES.has(element.tagName.toUpperCase());
        if (paints && !unseen) {
          painted.push([element, element.getBoundingClientRect()]);
        }
      }
      return found;
    }

    const everything = [...document.querySelectorAll("*")];
    everything.forEach(under);
    const boxes = new Map(painted);
    const marked = new Map();
    everything.forEach((element, place) => {
      const texts = words(element);
      if ((!texts.length && !FIELDS.has(element.tagName)) || !element.checkVisibility()) return;
      const group = groupOf(element, place, texts);
      if (passed.has(group?.name) || marked.has(group?.name)) return;
      element.setAttribute(MARK, "");
      if (group) marked.set(group.name, group);
    });
    return [...marked.values()];

    // Null for a text that is to be asked about whenever.
    function groupOf(element, place, texts) {
      const { below, holds, odd, covered } = under(element);
      const isField = FIELDS.has(element.tagName);
      const box = isField ? element.getBoundingClientRect() : boxOf(texts);
      if (box.left < 0 || box.top + scrollY < 0) return null;
      if (box.right <= box.left || box.bottom <= box.top) return null;
      const where = []; // what sets it apart from others of its look, on this page
      for (const { element: holder, place: its, scrolls } of holds) {
        if (holder === document.documentElement || holder === document.body) continue;
        if (!boxes.has(holder)) boxes.set(holder, holder.getBoundingClientRect());
        if (within(box, boxes.get(holder))) continue;
        if (!scrolls) return null;
        where.push("beyond", its);
      }
      if (covered) {
        // What is drawn before or after: axe minds its size beside that of the text's element.
        const { width, height } = element.getBoundingClientRect();
        where.push("covered", covered, width, height);
      }
      for (const [other, its] of painted) {
        if (meet(box, its) && !other.contains(element)) return null;
      }
      const said = texts.map((text) => text.data).join(" ");
      const asWords = isField || /[A-Za-z0-9]{2}/.test(said); // of single signs axe thinks otherwise
      const style = getComputedStyle(element);
      const name = [
        odd ? place : "", // in a group of its own, on this page
        where,
        asWords ? "" : said,
        isField ? [element.tagName, element.type, element.options?.length > 0, style.textIndent] : "",
        style.color, style.webkitTextFillColor, style.webkitTextStroke, style.fontSize,
        style.fontWeight, style.fontFamily, style.textShadow, style.visibility, below,
      ].join(";");
      return { name, odd: odd || where.length > 0 };
    }
  }

  async function ask(rules) {
    const found = await axe.run(document, {
      runOnly: { type: "rule", values: rules }, resultTypes: ["violations"],
    });
    return found.violations.map((one) => [
      one.impact, one.id, one.help, one.nodes.map((node) => node.target.join(" ") + " " + node.html),
    ]);
  }

  axe.configure({ rules: [{ id: "color-contrast", selector: `[${MARK}]` }] });

  // These groups were found right on other pages.
  window.passBefore = (names) => names.forEach((name) => passed.add(name));

  // Every rule with these tags; "dark": those about colors, since dark changes nothing else.
  // Says what is wrong, and which groups were found right that other pages may have as well.
  window.askAxe = async (tags, scheme) => {
    const asked = axe.getRules(tags).map((rule) => rule.ruleId);
    const colors = new Set(axe.getRules(["cat.color"]).map((rule) => rule.ruleId));
    const groups = mark();
    try {
      const wrong = await ask(scheme === "light" ? asked : asked.filter((rule) => colors.has(rule)));
      const right = wrong.length ? [] : groups;
      right.forEach((group) => passed.add(group.name));
      return { wrong, right: right.filter((group) => !group.odd).map((group) => group.name) };
    } finally {
      document.querySelectorAll(`[${MARK}]`).forEach((one) => one.removeAttribute(MARK));
    }
  };
})();
