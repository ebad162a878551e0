// The calendar works without this. With it: a visit's card beside its block, dragging with a ghost,
// keys, swiping, and a present that moves on.
'use strict';
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), 'text/html');
  const go = (href) => { location.href = href; };
  const frame = one('.hours-in-view');
  const board = () => document.getElementById('board');
  const isAgenda = () => matchMedia('(max-width: 48rem)').matches;

  // The day begins at now, or at the visit that was come back to.
  const now = frame && one('.lane > .present');
  if (now && !location.hash && isAgenda()) one('.lane > .event:not(.over, .gone)')?.scrollIntoView({ block: 'center' });
  else if (now && !location.hash) frame.scrollTop = placeOfNow();

  // Where the frame stands with now in view: at the beginning of the day as long as that shows it, for
  // nothing is covered there; else at a full hour, or as near to it as the heads leave of no visit less
  // than can be read and pressed.
  function placeOfNow() {
    const room = frame.clientHeight - one('.day thead th').offsetHeight;
    if (now.offsetTop < room - 80) return 0;
    const hour = now.parentElement.offsetHeight / all('th.hour > .at:not(.now)').length;
    const last = frame.scrollHeight - frame.clientHeight;
    const wanted = Math.min(Math.floor((now.offsetTop - 120) / hour) * hour, last);
    const visits = all('.lane > .event').map((block) => [block.offsetTop, block.offsetTop + block.offsetHeight]);
    const cuts = (place) => visits.some(([top, end]) => top < place && end > place && end < place + 24);
    const shows = (place) => place >= 0 && place <= Math.min(last, now.offsetTop - 24) && now.offsetTop < place + room - 24;
    for (let far = 0; far < room; far += 2) {
      const place = [wanted - far, wanted + far].find((one) => shows(one) && !cuts(one));
      if (place !== undefined) return place;
    }
    return wanted;
  }

  // The present moves on by the time that has passed: the reader's clock may be in another zone.
  const told = one('.at.now');
  if (told) {
    const [hours, minutes] = told.textContent.split(':').map(Number);
    const begun = performance.now();
    setInterval(() => {
      const at = Math.min(hours * 60 + minutes + Math.floor((performance.now() - begun) / 60000), 1439);
      const place = `h${Math.floor(at / 60)} m${at % 60} d0 u0`;
      for (const line of all('.lane > .present')) line.className = `present ${place}`;
      const badge = one('.at.now');
      if (badge) { badge.className = `at now ${place}`; badge.textContent = clock(at); }
    }, 20000);
  }
  const two = (number) => String(number).padStart(2, '0');
  const clock = (minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

  // What is chosen is shown at once; a year that is still being typed is none yet.
  // Whoever types a date has chosen it with Enter or by leaving the field; then the focus is where it was.
  const choice = one('form[data-go]');
  const HELD = 'calendar-focus';
  const chosen = choice && sessionStorage.getItem(HELD);
  sessionStorage.removeItem(HELD);
  if (chosen) document.getElementById(chosen)?.focus({ preventScroll: true });
  const show = (field) => {
    sessionStorage.setItem(HELD, field.id);
    choice.submit();
  };
  let isTyped = false;
  const isDay = (field) => Number(field.value.slice(0, 4)) > 1999;
  choice?.addEventListener('pointerdown', () => { isTyped = false; });
  choice?.addEventListener('keydown', (event) => { isTyped = event.target.matches('[type=date]') && event.key !== 'Tab' || isTyped; });
  choice?.addEventListener('change', (event) => {
    if (event.target.matches('select') || (!isTyped && isDay(event.target))) show(event.target);
  });
  choice?.addEventListener('submit', () => sessionStorage.setItem(HELD, document.activeElement.id));
  choice?.addEventListener('focusout', (event) => {
    const [field, next] = [event.target, event.relatedTarget];
    if (!field.matches('[type=date]') || !isTyped || next?.matches('form[data-go] button')) return;
    isTyped = false;
    if (field.value !== field.defaultValue && isDay(field)) show(next?.id ? next : field);
  });

  // A visit's card stands beside its block. It closes by Escape or a press elsewhere.
  const stand = (card, block) => {
    const [room, place] = [card.getBoundingClientRect(), block.getBoundingClientRect()];
    const beside = place.right + 8 + room.width < innerWidth ? place.right + 8 : place.left - room.width - 8;
    card.style.left = `${Math.max(8, Math.min(beside, innerWidth - room.width - 8))}px`;
    card.style.top = `${Math.max(8, Math.min(place.top, innerHeight - room.height - 8))}px`;
  };
  let asked = 0;
  const open = async (block) => {
    const turn = ++asked;
    try {
      const answer = await fetch(`/calendar/visits/${block.dataset.id}`);
      const card = answer.ok && !answer.redirected && (await parsed(answer)).getElementById('card');
      if (!card) throw new Error(String(answer.status));
      if (turn !== asked) return;
      one('#card')?.remove();
      card.popover = 'auto';
      one('main').append(document.adoptNode(card));
      card.addEventListener('toggle', (event) => {
        if (event.newState !== 'closed') return;
        if (document.activeElement === document.body) document.getElementById(block.id)?.focus({ preventScroll: true });
        card.remove();
      });
      card.showPopover();
      stand(card, block);
      one('details', card)?.addEventListener('toggle', () => stand(card, block));
      one('.acts button, .acts a', card).focus({ preventScroll: true });
    } catch { go(block.href); }
  };
  let hasDropped = false;
  document.addEventListener('click', (event) => {
    const block = event.target.closest('a[data-card]');
    if (!block) return;
    if (hasDropped) { hasDropped = false; event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    block.focus({ preventScroll: true });
    open(block);
  });

  // A board that has changed takes the place of the old one where it stands.
  const renew = (page, id) => {
    const fresh = page.getElementById('board');
    if (!fresh) return false;
    board().replaceWith(document.adoptNode(fresh));
    document.dispatchEvent(new CustomEvent('told', { detail: { page, row: id } }));
    document.getElementById(id)?.focus({ preventScroll: true });
    return true;
  };

  // What is valid and maybe not meant is asked first.
  const ask = (page, send, cancel) => {
    const [form, why, dialog] = [one('form.stack', page), one('.problem', page), one('#asks')];
    if (!form || !why || !dialog) return false;
    one('p', dialog).textContent = why.textContent.trim();
    const own = one('form', dialog);
    const button = one('button', own);
    button.textContent = one('button:not([formmethod])', form).textContent;
    let isSent = false;
    own.onsubmit = (event) => {
      if (event.submitter !== button) return;
      event.preventDefault();
      isSent = true;
      dialog.close();
      const answers = all('input[type=hidden]', form).filter((input) => ['sure', 'allow_overlap'].includes(input.name));
      send(answers.map((input) => [input.name, input.value]));
    };
    dialog.onclose = () => { if (!isSent) cancel(); };
    dialog.showModal();
    return true;
  };
  const move = async (block, lane, minute, leave) => {
    const id = block.dataset.id;
    const place = { visit_date: `${lane.dataset.day}T${clock(minute)}`, dietitian_id: lane.dataset.with };
    const back = location.pathname + location.search;
    const send = async (answers) => {
      const body = new URLSearchParams([...Object.entries({ ...place, back }), ...answers]);
      try {
        const answer = await fetch(`/visits/${id}/move`, { method: 'POST', body });
        const page = await parsed(answer);
        if (answer.ok && renew(page, `visit-${id}`)) return;
        if (answer.status === 409 && ask(page, send, leave)) return;
        throw new Error(String(answer.status));
      } catch { go(`/visits/${id}/move?at=${place.visit_date}&with=${place.dietitian_id}`); }
    };
    await send([]);
  };

  // A visit is lifted by the mouse, or by a finger that stays, and follows in quarters of an hour.
  let drag = null;
  const hours = () => [Number(board().dataset.from) * 60, Number(board().dataset.to) * 60];
  const lift = () => {
    drag.ghost = drag.block.cloneNode(true);
    drag.ghost.removeAttribute('id');
    drag.ghost.removeAttribute('data-card');
    drag.block.classList.add('lifted');
    document.documentElement.classList.add('dragging');
  };
  const drop = () => {
    clearTimeout(drag?.timer);
    drag?.ghost?.remove();
    drag?.block.classList.remove('lifted');
    document.documentElement.classList.remove('dragging');
    drag = null;
  };
  const aim = (x, y) => {
    const lane = document.elementsFromPoint(x, y).find((element) => element.matches('.lane:not([data-closed])'));
    if (!lane) return;
    const [room, [from, to]] = [lane.getBoundingClientRect(), hours()];
    const lasts = Number(drag.block.dataset.minutes);
    const at = from + ((y - drag.grip - room.top) / room.height) * (to - from);
    const minute = Math.max(from, Math.min(Math.round(at / 15) * 15, to - Math.min(lasts, to - from)));
    const tint = ['violet', 'sky', 'teal', 'olive', 'plum'].find((one) => drag.block.classList.contains(one)) || 'sky';
    drag.ghost.className = `event ghost ${tint} h${Math.floor(minute / 60)} m${minute % 60} d${Math.floor(lasts / 10)} u${lasts % 10}`;
    one('time', drag.ghost).textContent = clock(minute);
    if (drag.ghost.parentElement !== lane) lane.append(drag.ghost);
    [drag.lane, drag.minute] = [lane, minute];
    const edges = frame.getBoundingClientRect();
    if (y > edges.bottom - 32) frame.scrollTop += 12;
    else if (y < edges.top + 64) frame.scrollTop -= 12;
  };
  frame?.addEventListener('pointerdown', (event) => {
    hasDropped = false;
    const block = event.target.closest('.event[data-moves]');
    if (!block || event.button !== 0 || isAgenda()) return;
    const [x, y] = [event.clientX, event.clientY];
    drag = { block, x, y, grip: y - block.getBoundingClientRect().top, isFinger: event.pointerType !== 'mouse' };
    if (drag.isFinger) drag.timer = setTimeout(() => { lift(); aim(x, y); }, 350);
  });
  document.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
    if (!drag.ghost) {
      if (far < 5) return;
      if (drag.isFinger) { drop(); return; }
      lift();
    }
    event.preventDefault();
    aim(event.clientX, event.clientY);
  });
  document.addEventListener('touchmove', (event) => { if (drag?.ghost) event.preventDefault(); }, { passive: false });
  document.addEventListener('contextmenu', (event) => { if (drag?.isFinger) event.preventDefault(); });
  document.addEventListener('pointercancel', () => { if (drag) drop(); });
  document.addEventListener('pointerup', () => {
    if (!drag?.ghost || !drag.lane) { if (drag) drop(); return; }
    hasDropped = true;
    setTimeout(() => { hasDropped = false; }, 300);
    const { block, lane, minute, ghost } = drag;
    const isSame = lane === block.closest('.lane') && one('time', block).textContent === clock(minute);
    drag.ghost = null;
    drop();
    if (isSame) { ghost.remove(); return; }
    block.classList.add('lifted');
    move(block, lane, minute, () => { ghost.remove(); block.classList.remove('lifted'); });
  });

  // Arrows: by day, and between visits once one has the focus. n books the time that is looked at.
  const isTyping = (target) => target.closest('input, select, textarea, [contenteditable]') !== null;
  const nearest = (blocks, top) => blocks.reduce((best, block) =>
    (!best || Math.abs(block.offsetTop - top) < Math.abs(best.offsetTop - top) ? block : best), null);
  const beside = (here, key) => {
    const lane = here.closest('.lane');
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      const step = key === 'ArrowDown' ? 1 : -1;
      const others = all('.event, .slot', lane).filter((block) => block !== here && block.getClientRects().length && (block.offsetTop - here.offsetTop) * step >= 0);
      return nearest(others, here.offsetTop);
    }
    const lanes = all('.lane');
    const step = key === 'ArrowRight' ? 1 : -1;
    for (let at = lanes.indexOf(lane) + step; lanes[at]; at += step) {
      const found = nearest(all(here.matches('.slot') ? '.event, .slot' : '.event', lanes[at]).filter((block) => block.getClientRects().length), here.offsetTop);
      if (found) return found;
    }
    return null;
  };
  // In the week of everybody: through the visits and free places of a cell, and from cell to cell.
  const inWeek = (here, key) => {
    const [cell, row] = [here.closest('td, th'), here.closest('tr')];
    const links = all('a', cell);
    const step = key === 'ArrowDown' || key === 'ArrowRight' ? 1 : -1;
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      const next = links[links.indexOf(here) + step];
      if (next) return next;
      for (let other = row; (other = step > 0 ? other.nextElementSibling : other.previousElementSibling);) {
        const found = all('a', other.children[cell.cellIndex]);
        if (found.length) return found[step > 0 ? 0 : found.length - 1];
      }
      return null;
    }
    for (let at = cell.cellIndex + step; row.children[at]; at += step) {
      const found = one('a', row.children[at]);
      if (found) return found;
    }
    return null;
  };
  const slotAt = (here) => {
    if (here?.matches('.slot')) return here;
    if (!here) return one('.slot:hover');
    if (!here.closest('.lane')) return one('.slot', here.closest('td') || here);
    const ends = here.offsetTop + here.offsetHeight - 2;
    return all('.slot', here.closest('.lane')).find((slot) => slot.offsetTop >= ends);
  };
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && drag) { drop(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (one(':popover-open, dialog[open], details.menu[open]')) return;
    const focused = document.activeElement.closest(':is(.lane :is(.event, .slot), table.week tbody a)');
    if (event.key.startsWith('Arrow')) {
      const next = focused && (focused.closest('.lane') ? beside : inWeek)(focused, event.key);
      if (next) { event.preventDefault(); next.focus(); next.scrollIntoView({ block: 'nearest', inline: 'nearest' }); return; }
      const link = !focused && { ArrowLeft: 'a[rel=prev]', ArrowRight: 'a[rel=next]' }[event.key];
      if (link) { event.preventDefault(); one(link).click(); }
    } else if (event.key === 'n' && one('[data-keys]')) {
      const slot = slotAt(focused);
      if (slot) { event.preventDefault(); event.stopImmediatePropagation(); slot.click(); }
    }
  }, true);

  // On a phone a wipe leads to the next day or back.
  let wipe = null;
  document.addEventListener('touchstart', (event) => {
    const touch = event.touches[0];
    wipe = event.touches.length === 1 && isAgenda() && event.target.closest('main') ? [touch.clientX, touch.clientY] : null;
  }, { passive: true });
  document.addEventListener('touchend', (event) => {
    const touch = event.changedTouches[0];
    const [x, y] = wipe ? [touch.clientX - wipe[0], touch.clientY - wipe[1]] : [0, 0];
    if (Math.abs(x) > 70 && Math.abs(x) > 2 * Math.abs(y)) one(x < 0 ? 'a[rel=next]' : 'a[rel=prev]')?.click();
  }, { passive: true });
})();
