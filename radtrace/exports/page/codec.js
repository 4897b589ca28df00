// Decoding of packed pixels: base64, deflate, predicted 12-bit values.

export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

export async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Reverses pack_film: planes of low and high bytes, zigzag errors, mean of left and upper neighbour.
export function unpack(low, high, width, height) {
  const count = width * height;
  const pixels = new Int16Array(count);
  for (let i = 0; i < count; i += 1) {
    const zigzag = low[i] | (high[i] << 8);
    const left = i % width ? pixels[i - 1] : 0;
    const upper = i >= width ? pixels[i - width] : 0;
    pixels[i] = ((zigzag >> 1) ^ -(zigzag & 1)) + ((left + upper) >> 1);
  }
  return pixels;
}
