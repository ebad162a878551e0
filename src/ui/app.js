// The pages work without this. With it: keys, search while typing, drafts that keep themselves,
// figures and totals while typing.
'use strict';
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Waits until nothing has happened for a while.
  const settled = (act, ms) => {
    let timer;
    return (...given) => { clearTimeout(timer); timer = setTimeout(() => act(...given), ms); };
  };
  const fieldsOf = (form) => new URLSearchParams(new FormData(form));
  const isTyping = (target) => target.closest('input, select, textarea, [contenteditable]') !== null;

  // What went wrong is read first.
  const problem = one('.problem[tabindex]');
  const wellDone = one('.done');
  if (problem) problem.focus();
  else if (wellDone && !one('form[data-first]')) {
    // What was done is where the keyboard goes on: at its record, else at what is said of it.
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const link = target && (target.matches('a') ? target : one('.acts button, a', target));
    if (!link) wellDone.tabIndex = -1;
    (link || wellDone).focus({ preventScroll: true });
  } else if (matchMedia('(hover: hover)').matches) {
    const fields = all('form[data-first] :is(input:not([type=hidden]), select, textarea)');
    // What is filled in already is passed over.
    const named = fields.find((field) => field.id && '#' + field.id === location.hash);
    const first = named || fields.find((field) => 'start' in field.dataset) || fields.find((field) => field.required && !field.value) || fields[0];
    if (first) first.focus();
    if (named && named.tagName === 'TEXTAREA') named.setSelectionRange(named.value.length, named.value.length);
  }

  for (const button of all('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }
  // What only a script does is told where there is one.
  for (const told of all('[data-scripted]')) told.hidden = false;

  // Menus close when the eye has left them; the keyboard goes back to what opened them.
  const shut = (details) => {
    if (details.contains(document.activeElement)) one('summary', details).focus();
    details.open = false;
  };
  const closeMenus = (except) => {
    for (const menu of all('details.menu[open]')) if (menu !== except) shut(menu);
  };
  // Up and down lead through an open menu.
  document.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const menu = step && event.target.closest('details.menu');
    if (!menu || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    menu.open = true;
    const acts = all('.sheet :is(a, button)', menu).filter((act) => act.getClientRects().length);
    const at = acts.indexOf(document.activeElement);
    acts[at < 0 ? (step > 0 ? 0 : acts.length - 1) : (at + step + acts.length) % acts.length]?.focus();
  });
  document.addEventListener('click', (event) => closeMenus(event.target.closest('details.menu')));

  // Single letters, unless they were switched off (WCAG 2.1.4).
  const go = (href) => { location.href = href; };
  const keys = {
    '/': () => { const find = one('#find'); if (find) { find.focus(); find.select(); find.click(); } },
    n: () => {
      const main = one('[data-main]') || one('header.page .acts a.button:not(.plain)');
      const menu = one('#new-menu');
      if (main) main.click();
      else if (menu) { menu.open = true; one('a', menu).focus(); }
    },
    t: () => go('/'),
    c: () => go('/calendar'),
    p: () => go('/patients'),
    '?': () => one('#keys-list').showModal(),
  };
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      closeMenus();
      const filter = event.target.closest('details.narrow-by[open]');
      if (filter) shut(filter);
      return;
    }
    if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && !isTyping(event.target)) {
      const undo = one('.done form button');
      if (undo) { event.preventDefault(); undo.click(); }
      return;
    }
    const wanted = keys[event.key];
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!wanted || !isPlain || isTyping(event.target) || !one('[data-keys]')) return;
    event.preventDefault();
    wanted();
  });

  // The key that takes back is named beside its button.
  const nameUndo = (told) => {
    const undo = told && one('form button', told);
    if (!undo) return;
    undo.setAttribute('aria-keyshortcuts', 'Control+Z');
    const key = document.createElement('kbd');
    key.textContent = 'Ctrl Z';
    key.ariaHidden = 'true';
    undo.after(' ', key);
  };
  nameUndo(wellDone);

  // A mark changes its row where it stands: scroll and focus stay, and what was done is told below.
  const tell = (page, row) => {
    const told = one('.done', page);
    all('.done').forEach((old) => old.remove());
    if (!told) return;
    told.classList.add('toast');
    // Whom it was done to, where one of many was pressed.
    const whose = document.getElementById(row);
    const name = whose && one('.who, .name, b', whose);
    if (name) {
      const who = document.createElement('strong');
      who.textContent = (one('.name', name) || name.firstChild).textContent.trim();
      one('p', told).prepend(who, ' · ');
    }
    for (const form of all('form', told)) form.dataset.row = row;
    nameUndo(told);
    one('main').append(told);
    // It stays for who is at it, and a while for who is still at its row.
    const begun = performance.now();
    const isHeld = () => told.matches(':hover, :focus-within')
      || (performance.now() - begun < 20000 && document.getElementById(row)?.contains(document.activeElement));
    const leave = () => { if (isHeld()) setTimeout(leave, 2000); else told.remove(); };
    setTimeout(leave, 8000);
  };
  document.addEventListener('told', (event) => tell(event.detail.page, event.detail.row));
  document.addEventListener('submit', async (event) => {
    const form = event.target.closest('form[data-row]');
    const row = form && document.getElementById(form.dataset.row);
    if (!row) return;
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: 'POST', body: fieldsOf(form) });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      // In the calendar a visit may have gone to another lane: its board is one piece.
      const piece = row.closest('#board') || row;
      const fresh = page.getElementById(piece.id);
      const beside = row.nextElementSibling || row.previousElementSibling;
      if (!fresh && 'leaves' in form.dataset && beside) {
        tell(page, row.id);
        row.remove();
        one('.acts form button', beside)?.focus({ preventScroll: true });
        return;
      }
      if (!fresh) { go(answer.url); return; }
      one(':popover-open')?.hidePopover();
      piece.replaceWith(fresh);
      // What follows from the rows (who waits, how many are late) stands beside them.
      for (const old of all('[data-follows]')) {
        const follower = page.getElementById(old.id);
        if (follower && !old.contains(document.activeElement)) old.replaceWith(follower);
      }
      tell(page, row.id);
      const changed = document.getElementById(row.id);
      (changed?.matches('a') ? changed : changed && (one('.acts button', changed) || one('.acts a, a', changed)))?.focus({ preventScroll: true });
    } catch { form.submit(); }
  });

  // What is found stands below the search while it is typed: arrows choose, Enter opens, Escape closes.
  const search = one('input[data-palette]');
  if (search) {
    const list = one('#palette');
    let latest = 0;
    let shownFor = null;
    let chosen = 0;
    const rows = () => all('[role=option]', list);
    search.setAttribute('role', 'combobox');
    search.setAttribute('aria-autocomplete', 'list');
    search.setAttribute('aria-controls', list.id);
    search.setAttribute('aria-expanded', 'false');
    const choose = (at) => {
      const found = rows();
      rows()[chosen]?.setAttribute('aria-selected', 'false');
      chosen = found.length ? (at + found.length) % found.length : 0;
      search.removeAttribute('aria-activedescendant');
      if (!found.length) return;
      found[chosen].setAttribute('aria-selected', 'true');
      found[chosen].scrollIntoView({ block: 'nearest' });
      search.setAttribute('aria-activedescendant', found[chosen].id);
    };
    const open = (isOpen) => {
      list.hidden = !isOpen;
      search.setAttribute('aria-expanded', String(isOpen));
      if (!isOpen) search.removeAttribute('aria-activedescendant');
    };
    const look = async () => {
      const turn = ++latest;
      const typed = search.value;
      try {
        const answer = await fetch(search.dataset.palette + '?q=' + encodeURIComponent(typed));
        if (!answer.ok || answer.redirected || turn !== latest) return;
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        if (turn !== latest || document.activeElement !== search) return;
        list.replaceChildren(page.getElementById('palette-found'));
        shownFor = typed;
        chosen = 0;
        open(true);
        if (typed.trim()) choose(0);
      } catch { /* Enter still searches. */ }
    };
    search.addEventListener('input', settled(look, 30));
    // It opens for who asks for it, not for who passes by with Tab.
    let cameFrom = null;
    search.addEventListener('click', () => { if (!search.value) look(); });
    search.addEventListener('blur', () => setTimeout(() => { if (document.activeElement !== search) open(false); }, 150));
    list.addEventListener('pointerdown', (event) => event.preventDefault());
    search.addEventListener('keydown', (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && list.hidden) { event.preventDefault(); look(); }
      else if (step) {
        event.preventDefault();
        choose(search.hasAttribute('aria-activedescendant') ? chosen + step : step > 0 ? 0 : -1);
      } else if (event.key === 'Escape' && (cameFrom?.isConnected || !list.hidden)) {
        event.preventDefault();
        latest += 1;
        open(false);
        cameFrom?.focus({ preventScroll: true });
        cameFrom = null;
      }
      else if (event.key === 'Enter' && !list.hidden && shownFor === search.value && search.hasAttribute('aria-activedescendant')) {
        event.preventDefault();
        rows()[chosen].click();
      }
    });
    document.addEventListener('keydown', (event) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      const here = document.activeElement;
      if (here !== search) cameFrom = here === document.body ? null : here;
      search.focus();
      search.select();
      if (!search.value) look();
    });
  }

  // A list follows what is typed. The field itself is never touched.
  for (const form of all('form[data-live]')) {
    let latest = 0;
    const follow = settled(async () => {
      const turn = ++latest;
      const href = form.action.split('?')[0] + '?' + fieldsOf(form);
      try {
        const answer = await fetch(href);
        // A filter that is asked back has its question where the rows were.
        if (answer.redirected || !(answer.ok || answer.status === 400)) return;
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const found = page.getElementById(form.dataset.live);
        if (turn !== latest || !found) return;
        document.getElementById(form.dataset.live).replaceWith(found);
        history.replaceState(null, '', href);
      } catch { /* The button still searches. */ }
    }, 180);
    form.addEventListener('input', follow);
  }

  // What is typed is kept by the server while it is typed.
  for (const form of all('form[data-draft]')) {
    const told = one('.saved', form);
    let isDirty = false;
    let isSending = false;
    const keep = async (keepalive) => {
      if (!isDirty) return;
      isDirty = false;
      try {
        const answer = await fetch(form.dataset.draft, {
          method: 'POST', body: fieldsOf(form), redirect: 'manual', keepalive,
        });
        if (answer.status !== 204) throw new Error(String(answer.status));
        if (told) told.textContent = told.dataset.kept.replace('{}', answer.headers.get('X-Kept-At') ?? new Date().toTimeString().slice(0, 5));
      } catch {
        isDirty = true;
        if (told) told.textContent = told.dataset.lost;
      }
    };
    form.addEventListener('input', () => { isDirty = true; });
    form.addEventListener('input', settled(() => keep(false), 700));
    form.addEventListener('submit', () => { isSending = true; });
    addEventListener('pagehide', () => { if (!isSending) keep(true); });
  }

  // A booking's free times follow its type, its dietitian and its day; a free time that is pressed is
  // taken into the form.
  const booking = one('form[data-booking]');
  if (booking) {
    let latest = 0;
    const refresh = async () => {
      const turn = ++latest;
      const wanted = fieldsOf(booking);
      for (const name of ['sure', 'allow_overlap', 'skip_conflicts']) wanted.delete(name);
      try {
        const answer = await fetch(booking.dataset.booking + '?' + wanted);
        if (!answer.ok || answer.redirected) return;
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        if (turn !== latest) return;
        for (const id of ['free', 'asked', 'visit_type-about']) document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
        for (const name of ['allow_overlap', 'skip_conflicts']) one(`[name=${name}]`, booking)?.remove();
      } catch { /* The button still shows them. */ }
    };
    booking.addEventListener('change', (event) => {
      const minutes = event.target.selectedOptions?.[0]?.dataset.minutes;
      if (minutes) booking.elements.duration_minutes.value = minutes;
      if (['visit_type', 'duration_minutes', 'dietitian_id', 'visit_date'].includes(event.target.name)) refresh();
    });
    booking.addEventListener('click', (event) => {
      const pick = event.target.closest('button[name=pick]');
      if (!pick || !pick.value.includes('T')) return;
      event.preventDefault();
      booking.elements.visit_date.value = pick.value;
      refresh().then(() => one('[data-main]', booking)?.focus());
    });
  }

  // What is received is split over what is owed while it is typed, as the server does it.
  const split = one('form[data-split]');
  if (split) {
    const owed = all('[data-owed]', split).map((input) => [input, input.value]);
    const figure = (text) => Number(text.replace(/\s/g, '').replace(',', '.'));
    const places = (owed[0]?.[1].split(/[.,]/)[1] || '').length;
    const sign = owed[0]?.[1].includes(',') ? ',' : '.';
    const written = (sum) => sum.toFixed(places).replace('.', sign);
    split.addEventListener('input', (event) => {
      if (event.target.name !== 'received') return;
      let left = event.target.value.trim() ? figure(event.target.value) : NaN;
      for (const [input, all] of owed) {
        if (Number.isNaN(left)) { input.value = all; continue; }
        const part = Math.min(figure(all), left);
        input.value = part > 0 ? written(part) : '';
        left = Number((left - Math.max(part, 0)).toFixed(places));
      }
      one('#change-due').textContent = left > 0 ? written(left) : '–';
    });
  }

  // Figures follow the measurements, totals the lines: the server computes both.
  const follow = (place, inputs, ask, pause = 250) => {
    let latest = 0;
    const refresh = settled(async () => {
      const turn = ++latest;
      try {
        const answer = await ask();
        if (answer.ok && !answer.redirected) {
          const text = await answer.text();
          if (turn !== latest) return;
          // Whoever is in there with the keyboard stays where they are.
          const held = all('summary, a, button', place).indexOf(document.activeElement);
          place.replaceChildren(...new DOMParser().parseFromString(text, 'text/html').body.childNodes);
          if (held >= 0) all('summary, a, button', place)[held]?.focus();
          for (const change of all('[data-difference]', place)) {
            const told = document.getElementById('difference-' + change.dataset.difference);
            if (told) told.textContent = change.value;
          }
        }
      } catch { /* What was there stays. */ }
    }, pause);
    for (const input of inputs) input.addEventListener('input', refresh);
  };
  const figures = one('[data-figures]');
  if (figures) {
    const form = figures.closest('form');
    const measures = all('[data-measure]', form || document);
    follow(figures, measures, () => {
      const typed = measures.filter((input) => input.value.trim()).map((input) => [input.name, input.value]);
      return fetch(figures.dataset.figures + '?' + new URLSearchParams(typed));
    }, 30);
    // What was drafted is not measured yet: its figures are asked for as if it were typed.
    if (one('form[action^="/drafts/"]')) measures.find((input) => input.matches('input') && input.value.trim())?.dispatchEvent(new Event('input'));
  }
  const totals = one('[data-totals]');
  if (totals) {
    const form = totals.closest('form');
    const lines = one('table.lines tbody', form);
    follow(totals, [lines], () =>
      fetch(totals.dataset.totals, { method: 'POST', body: fieldsOf(form) }));
    // What the price list has is filled in, unless something else was typed.
    lines.addEventListener('change', (event) => {
      const chosen = event.target.selectedOptions?.[0];
      if (!chosen) return;
      const known = { description: 'name', unit_price: 'price' };
      for (const [part, from] of Object.entries(known)) {
        const field = one(`[name$=".${part}"]`, event.target.closest('tr'));
        if (!field || field.value && field.value !== field.dataset.filled) continue;
        field.value = field.dataset.filled = chosen.dataset[from] ?? '';
      }
    });
    const add = () => {
      const count = all('tr', lines).length;
      const fresh = lines.lastElementChild.cloneNode(true);
      all('td > :is(span, input[type=hidden]), option[selected]', fresh).forEach((old) => (old.matches('option') ? old.removeAttribute('selected') : old.remove()));
      for (const field of all('input, select', fresh)) {
        field.name = field.id = field.name.replace(/^lines\.\d+/, `lines.${count}`);
        field.ariaLabel = field.ariaLabel.replace(/\d+$/, String(count + 1));
        field.value = '';
        delete field.dataset.filled;
      }
      lines.append(fresh);
      return fresh;
    };
    one('[name=more]', form)?.addEventListener('click', (event) => {
      event.preventDefault();
      one('select', add()).focus();
    });
    // Enter goes on to the next line; from elsewhere it saves.
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !event.target.matches('input')) return;
      event.preventDefault();
      const row = event.target.closest('table.lines tr');
      if (row) one('select', row.nextElementSibling || add()).focus();
      else form.requestSubmit(one('[data-main]', form));
    });
  }

  // Work that goes on is followed until it is done; then the page is what it came to.
  const following = async () => {
    const place = one('[data-follow]');
    if (!place) return;
    try {
      const answer = await fetch(place.dataset.follow);
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const found = page.getElementById(place.id);
      if (!found || !found.dataset.follow) { go(place.dataset.follow); return; }
      place.replaceChildren(...found.childNodes);
    } catch { /* The link still asks. */ }
    setTimeout(following, 700);
  };
  if (one('[data-follow]')) setTimeout(following, 300);

  // The value at the pointer, or one after the other by the arrow keys, is told above its chart.
  for (const chart of all('svg.chart')) {
    const values = all('.dot, .bar', chart);
    const told = chart.previousElementSibling;
    let at = -1;
    const tell = (next) => {
      if (!values[next]) return;
      values[at]?.classList.remove('on');
      at = next;
      values[at].classList.add('on');
      told.textContent = one('title', values[at]).textContent;
    };
    const middle = (value) => { const box = value.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
    chart.addEventListener('pointermove', (event) => {
      const far = values.map(middle).map(([x, y]) => Math.hypot((event.clientX - x) * 4, event.clientY - y));
      tell(far.indexOf(Math.min(...far)));
    });
    chart.tabIndex = 0;
    chart.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step && event.key !== 'Home' && event.key !== 'End') return;
      event.preventDefault();
      tell(step ? Math.max(0, Math.min(values.length - 1, at + step)) : event.key === 'Home' ? 0 : values.length - 1);
    });
  }
})();
