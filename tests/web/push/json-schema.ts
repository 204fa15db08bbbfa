/** The part of JSON Schema that we write. */
export interface Shape {
  $ref?: string;
  oneOf?: readonly Shape[];
  anyOf?: readonly Shape[];
  type?: string | readonly string[];
  enum?: readonly unknown[];
  format?: string;
  required?: readonly string[];
  properties?: Readonly<Record<string, Shape>>;
  additionalProperties?: boolean;
  items?: Shape;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  description?: string;
}

const known = new Set(
  '$ref oneOf anyOf type enum format required properties additionalProperties items minimum maximum maxLength description'.split(
    ' ',
  ),
);

/** In which ways a value is not of a shape. @throws Error for a word of JSON Schema that is not known here. */
export function violations(value: unknown, shape: Shape, named: Readonly<Record<string, Shape>>): string[] {
  const strange = Object.keys(shape).filter((word) => !known.has(word));
  if (strange.length > 0) throw new Error(`unknown words of JSON Schema: ${strange.join(', ')}`);
  if (shape.$ref !== undefined) {
    const target = named[shape.$ref.split('/').at(-1) ?? ''];
    return target === undefined ? [`there is no ${shape.$ref}`] : violations(value, target, named);
  }
  const fits = (one: Shape) => violations(value, one, named).length === 0;
  const seen = JSON.stringify(value);
  const wrong: string[] = [];
  if (shape.oneOf !== undefined && shape.oneOf.filter(fits).length !== 1)
    wrong.push(`${seen}: not one of the shapes`);
  if (shape.anyOf !== undefined && !shape.anyOf.some(fits)) wrong.push(`${seen}: none of the shapes`);
  const types = typeof shape.type === 'string' ? [shape.type] : shape.type;
  if (types !== undefined && !types.some((type) => isOfType(value, type)))
    wrong.push(`${seen}: no ${types.join(' or ')}`);
  if (shape.enum !== undefined && !shape.enum.includes(value))
    wrong.push(`${seen}: none of ${shape.enum.join(', ')}`);
  if (typeof value === 'number' && (value < (shape.minimum ?? value) || value > (shape.maximum ?? value)))
    wrong.push(`${seen}: out of bounds`);
  if (typeof value === 'string') wrong.push(...wrongText(value, shape));
  if (Array.isArray(value))
    return [...wrong, ...value.flatMap((one) => violations(one, shape.items ?? {}, named))];
  if (typeof value === 'object' && value !== null) wrong.push(...wrongFields(value, shape, named));
  return wrong;
}

function wrongText(value: string, { format, maxLength }: Shape): string[] {
  if (value.length > (maxLength ?? value.length)) return ['a text is too long'];
  return format === 'date-time' && Number.isNaN(Date.parse(value)) ? [`${value}: no moment`] : [];
}

function wrongFields(value: object, shape: Shape, named: Readonly<Record<string, Shape>>): string[] {
  const { additionalProperties = true, properties = {}, required = [] } = shape;
  const missing = required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${name} is missing`);
  const fields = Object.entries(value).flatMap(([name, field]) => {
    const known = properties[name];
    if (known !== undefined) return violations(field, known, named);
    return additionalProperties ? [] : [`${name} is unknown`];
  });
  return [...missing, ...fields];
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
