const extensions: Record<string, string> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
}

/** A document of a register, named by its id, to be saved and never shown by the browser. */
export const documentFile = (id: string, { mediaType, content }: { mediaType: string; content: Buffer }) =>
  new Response(new Uint8Array(content), {
    headers: {
      'content-type': mediaType,
      'content-disposition': `attachment; filename="${id}.${extensions[mediaType] ?? 'txt'}"`,
    },
  })
