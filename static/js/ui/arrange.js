/** Put elements into a container in this order, touching only those that are not in their place: focus and scroll stay. */
export function arrange(container, elements) {
  const wanted = new Set(elements);
  [...container.children].forEach((child) => wanted.has(child) || child.remove());
  let place = container.firstElementChild;
  for (const element of elements) {
    if (element === place) place = place.nextElementSibling;
    else container.insertBefore(element, place);
  }
}
