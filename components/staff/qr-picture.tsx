type Props = { size: number; path: string; label: string }

/** A QR code: black on white in either theme, since cameras read no other. */
export function QrPicture({ size, path, label }: Props) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="block w-full max-w-[15rem] rounded-ui border border-rule"
    >
      <path d={`M0 0h${size}v${size}H0z`} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
