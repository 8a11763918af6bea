/**
 * Photos made smaller before they travel: a phone's camera makes several megabytes of what is kept at 2,000 pixels anyway. What
 * the browser cannot draw goes as it is, and the tower says what it is.
 */
const longestSide = 2_000;
const quality = 0.85;
/** Smaller files are sent as they are. */
const worthwhile = 600_000;

const drawn = async (file: File): Promise<Blob | null> => {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality));
};

/** The photo, smaller where that can be done. */
export const shrink = async (file: File): Promise<Blob> => {
  if (file.size <= worthwhile) return file;
  const smaller = await drawn(file).catch(() => null);
  return smaller && smaller.size < file.size ? smaller : file;
};
