// A plan by keyboard: what is typed into a meal is offered as foods, Enter takes it, the sums follow.
// Without this the same forms are sent and the page comes back whole.
'use strict';
(() => {
  const box = (target) => target.closest && target.closest('input[name^="add."]');
  let offered = null; // { input, list, at }
  let turn = 0;

  const close = () => {
    if (!offered) return;
    offered.list.remove();
    for (const name of ['aria-expanded', 'aria-activedescendant', 'aria-controls', 'role']) offered.input.removeAttribute(name);
    offered = null;
  };

  const mark = (at) => {
    const all = [...offered.list.children];
    offered.at = (at + all.length) % all.length;
    all.forEach((one, place) => one.setAttribute('aria-selected', String(place === offered.at)));
    offered.input.setAttribute('aria-activedescendant', all[offered.at].id);
  };

  let timer;
  document.addEventListener('input', (event) => {
    const input = box(event.target);
    if (!input) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++turn;
      if (input.value.trim().length < 2) { close(); return; }
      try {
        const answer = await fetch('/plans/foods?typed=' + encodeURIComponent(input.value));
        if (!answer.ok || answer.redirected || mine !== turn || document.activeElement !== input) return;
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const list = page.getElementById('offers');
        if (mine !== turn || !list) return;
        close();
        input.after(list);
        offered = { input, list, at: -1 };
        input.setAttribute('role', 'combobox');
        input.setAttribute('aria-expanded', 'true');
        input.setAttribute('aria-controls', 'offers');
      } catch { /* Enter still takes the first that fits. */ }
    }, 60);
  });

  const choose = (input) => {
    const chosen = offered && offered.input === input && offered.at >= 0 ? offered.list.children[offered.at] : null;
    if (!chosen || !chosen.dataset.value) return;
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = input.name.replace('add.', 'food.');
    field.value = chosen.dataset.value;
    input.form.append(field);
  };

  // The plan as it came back takes the place of the one that was sent.
  const send = async (form, focus, button) => {
    turn += 1;
    close();
    const body = new URLSearchParams(new FormData(form, button));
    try {
      const answer = await fetch(form.action, { method: 'POST', body });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const plan = page.getElementById('plan');
      if (!plan) { form.submit(); return; }
      document.getElementById('plan').replaceWith(plan);
      const next = focus && document.getElementById(focus);
      if (next) next.focus();
      else { const told = plan.querySelector('.problem[tabindex]'); if (told) told.focus(); }
    } catch { form.submit(); }
  };

  document.addEventListener('keydown', (event) => {
    const input = box(event.target);
    if (!input) return;
    if (event.key === 'Escape') { close(); return; }
    if (offered && offered.input === input && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      mark(offered.at + (event.key === 'ArrowDown' ? 1 : -1));
      return;
    }
    if (event.key === 'Enter' && input.value.trim()) {
      event.preventDefault();
      choose(input);
      send(input.form, input.id);
    }
  });
  document.addEventListener('click', (event) => {
    const option = event.target.closest && event.target.closest('#offers [role="option"]');
    if (!option) { if (!box(event.target)) close(); return; }
    const { input, list } = offered;
    mark([...list.children].indexOf(option));
    choose(input);
    send(input.form, input.id);
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const stays = form.matches('#plan form[data-plan-form], #plan #panel form');
    if (!stays) return;
    event.preventDefault();
    send(form, null, event.submitter);
  });
})();
