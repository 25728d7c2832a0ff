/** The id of the model that this page is about; null for the only one, or for the list of several. */
export const model = new URLSearchParams(location.search).get("model");

/** The address of a resource, about this page's model. */
export function api(path) {
  const url = new URL(`api/${path}`, document.baseURI);
  if (model) url.searchParams.set("model", model);
  return url;
}

export const get = async path => (await fetch(api(path))).json();
