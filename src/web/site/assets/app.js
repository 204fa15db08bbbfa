// Telegram opens this page as a Mini App, and writes into the fragment of its address who looks at it. The bot checks
// that; nothing here is believed.
const data = new URLSearchParams(location.hash.slice(1)).get('tgWebAppData');
if (data === null) {
  document.getElementById('opening').hidden = true;
  document.getElementById('trouble').hidden = false;
} else {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = location.pathname;
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = 'initData';
  field.value = data;
  form.append(field);
  document.body.append(form);
  form.submit();
}
