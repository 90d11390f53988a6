// Values of messages as people read them.

export const bytes = (count) => {
  const value = Number(count ?? 0);
  if (value < 1000) return `${value} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let scaled = value / 1000;
  let unit = 0;
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${scaled.toFixed(scaled < 10 ? 1 : 0)} ${units[unit]}`;
};

export const count = (value) => Number(value ?? 0).toLocaleString('en');

export const time = (timestamp) => (timestamp ? new Date(timestamp).toLocaleString() : 'never');

/** The last part of a resource name, such as the source of `sources/gate`. */
export const leaf = (name) => (name ?? '').split('/').pop();

export const sourceOf = (gistName) => (gistName ?? '').split('/')[1] ?? '';

export const layerBytes = (gist) => (gist.layerSizes ?? []).reduce((sum, layer) => sum + (layer.sizeBytes ?? 0), 0);

export const caption = (gist) => gist.caption || 'no caption';

/** Base64 of bytes, as Protobuf's JSON form wants it. */
export const base64 = async (blob) => {
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
  return url.slice(url.indexOf(',') + 1);
};
