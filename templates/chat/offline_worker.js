{% load static %}/** Says plainly that there is no connection, where the browser could only show its own page for it. Keeps nothing else. */

const KEPT = "offline-{% static 'css/page.css' %}";
const PAGE = "{% url 'chat:offline' %}";
const STYLES = [
  "{% static 'css/tokens.css' %}",
  "{% static 'css/base.css' %}",
  "{% static 'css/button.css' %}",
  "{% static 'css/form.css' %}",
  "{% static 'css/page.css' %}",
];

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(begin()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const isStyle = STYLES.includes(new URL(request.url).pathname);
  if (request.method === "GET" && (isStyle || request.mode === "navigate"))
    event.respondWith(answer(event, isStyle ? request : PAGE));
});

async function keep() {
  const cache = await caches.open(KEPT);
  await cache.addAll([PAGE, ...STYLES]);
  await skipWaiting();
}

// The request for a page need not wait until this has started.
async function begin() {
  await registration.navigationPreload?.enable();
  const others = (await caches.keys()).filter((name) => name.startsWith("offline-") && name !== KEPT);
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function answer(event, instead) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(instead)) ?? Response.error();
  }
}
