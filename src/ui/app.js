// The pages work without this. With it: keys, search while typing, drafts that keep themselves,
// figures and totals while typing, dragging in the calendar.
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
  if (problem) problem.focus();
  else if (matchMedia('(hover: hover)').matches) {
    const first = one('form[data-first] :is(input:not([type=hidden]), select, textarea)');
    if (first) first.focus();
  }

  for (const button of all('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }

  // Menus close when the eye has left them.
  const closeMenus = (except) => {
    for (const menu of all('details.menu[open]')) if (menu !== except) menu.open = false;
  };
  document.addEventListener('click', (event) => closeMenus(event.target.closest('details.menu')));

  // Single letters, unless they were switched off (WCAG 2.1.4).
  const go = (href) => { location.href = href; };
  const keys = {
    '/': () => { const find = one('#find'); if (find) { find.focus(); find.select(); } },
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
    if (event.key === 'Escape') { closeMenus(); return; }
    const wanted = keys[event.key];
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!wanted || !isPlain || isTyping(event.target) || !one('[data-keys]')) return;
    event.preventDefault();
    wanted();
  });

  // A mark changes its row where it stands: scroll and focus stay, and what was done is told below.
  const tell = (page, row) => {
    const told = one('.done', page);
    all('.done').forEach((old) => old.remove());
    if (!told) return;
    told.classList.add('toast');
    for (const form of all('form', told)) form.dataset.row = row;
    one('main').append(told);
    const leave = () => { if (told.matches(':hover, :focus-within')) setTimeout(leave, 2000); else told.remove(); };
    setTimeout(leave, 8000);
  };
  document.addEventListener('submit', async (event) => {
    const form = event.target.closest('form[data-row]');
    const row = form && document.getElementById(form.dataset.row);
    if (!row) return;
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: 'POST', body: fieldsOf(form) });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.getElementById(row.id);
      if (!fresh) { go(answer.url); return; }
      row.replaceWith(fresh);
      tell(page, row.id);
      one('.acts button, a', fresh)?.focus({ preventScroll: true });
    } catch { form.submit(); }
  });

  // A list follows what is typed. The field itself is never touched.
  for (const form of all('form[data-live]')) {
    let latest = 0;
    const follow = settled(async () => {
      const turn = ++latest;
      const href = form.action.split('?')[0] + '?' + fieldsOf(form);
      try {
        const answer = await fetch(href);
        if (answer.redirected || !answer.ok) return;
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
        if (told) told.textContent = told.dataset.kept;
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
        for (const id of ['free', 'asked']) document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
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

  // Figures follow the measurements, totals the lines: the server computes both.
  const follow = (place, inputs, ask) => {
    let latest = 0;
    const refresh = settled(async () => {
      const turn = ++latest;
      try {
        const answer = await ask();
        if (answer.ok && !answer.redirected) {
          const text = await answer.text();
          if (turn === latest) place.replaceChildren(...new DOMParser().parseFromString(text, 'text/html').body.childNodes);
        }
      } catch { /* What was there stays. */ }
    }, 250);
    for (const input of inputs) input.addEventListener('input', refresh);
  };
  const figures = one('[data-figures]');
  if (figures) {
    const form = figures.closest('form');
    const measures = all('[data-measure]', form || document);
    follow(figures, measures, () => {
      const typed = measures.filter((input) => input.value.trim()).map((input) => [input.name, input.value]);
      return fetch(figures.dataset.figures + '?' + new URLSearchParams(typed));
    });
  }
  const totals = one('[data-totals]');
  if (totals) {
    const form = totals.closest('form');
    follow(totals, all('table.lines :is(input, select)', form), () =>
      fetch(totals.dataset.totals, { method: 'POST', body: fieldsOf(form) }));
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

  // Notes of the visit before are copied below what is there already.
  for (const button of all('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const from = document.getElementById('before-' + button.dataset.copy);
      const to = document.getElementById(button.dataset.copy);
      to.value = to.value.trim() ? to.value + '\n' + from.textContent : from.textContent;
      to.dispatchEvent(new Event('input', { bubbles: true }));
      to.focus();
    });
  }

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

  // The day begins at now, or at the visit that was come back to.
  const day = one('.hours-in-view');
  if (day && !location.hash) {
    const now = one('.present line', day)?.getBoundingClientRect();
    if (now) day.scrollTop += now.top - day.getBoundingClientRect().top - 120;
  }

  // A visit dragged to another half hour opens the form that moves it, filled in.
  const grid = one('[data-moves]');
  if (grid) {
    let dragged = null;
    let time = '';
    grid.addEventListener('dragstart', (event) => {
      dragged = event.target.dataset.id || null;
      time = event.target.dataset.time || '';
    });
    grid.addEventListener('dragover', (event) => {
      if (dragged && event.target.closest('td[data-at]')) event.preventDefault();
    });
    grid.addEventListener('drop', (event) => {
      const cell = event.target.closest('td[data-at]');
      if (!dragged || !cell) return;
      event.preventDefault();
      const at = cell.dataset.at;
      const wanted = new URLSearchParams({ at: at.includes('T') ? at : at + 'T' + time });
      if (cell.dataset.with) wanted.set('with', cell.dataset.with);
      go('/visits/' + dragged + '/move?' + wanted);
    });
  }
})();
