/** Long enough to read a photographed page: 220 dots an inch on A4. */
const LONGEST_SIDE = 2560
const FROM_BYTES = 2_000_000
const QUALITY = 0.85

/**
 * A photo made smaller in the browser, without what the camera wrote into it (place, time, device); the file itself when it
 * is small, is no JPEG, or the browser cannot do it.
 */
export async function smallerJpeg(file: File): Promise<File> {
  if (file.type !== 'image/jpeg' || file.size < FROM_BYTES) return file
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
    return blob && blob.size < file.size ? new File([blob], file.name, { type: 'image/jpeg' }) : file
  } catch {
    return file
  }
}
