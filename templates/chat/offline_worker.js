{% load static %}/** Says plainly that there is no connection, where the browser could only show its own page for it. Keeps nothing else. */

const KEPT = "offline-{% static 'css/pages/site.css' %}";
const PAGE = "{% url 'chat:offline' %}";
// Whole where static files are collected; while developing, the page is plain.
const SHEET = "{% static 'css/pages/site.css' %}";

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(begin()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const isSheet = new URL(request.url).pathname === SHEET;
  if (request.method === "GET" && (isSheet || request.mode === "navigate"))
    event.respondWith(answer(event, isSheet ? SHEET : PAGE));
});

async function keep() {
  const cache = await caches.open(KEPT);
  await cache.addAll([PAGE, SHEET]);
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
