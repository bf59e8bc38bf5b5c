import { KoaTemplateService, type TsoaRoute, ValidationService } from '@tsoa/runtime';

type Models = TsoaRoute.Models;
type Config = ConstructorParameters<typeof ValidationService>[1];
type StringArguments = Parameters<ValidationService['validateString']>;
type ParamArguments = Parameters<ValidationService['ValidateParam']>;
type ArrayArguments = Parameters<ValidationService['validateArray']>;

/** Types whose values tsoa looks at as texts. */
const TEXTS: ReadonlySet<string | undefined> = new Set([
  'string',
  'boolean',
  'integer',
  'long',
  'float',
  'double',
  'enum',
  'date',
  'datetime',
]);

/** tsoa forgets where a list stands when it looks at the items: `stages.0.allowed_next.0` would be `allowed_next.0`. */
class PlaceKeepingValidation extends ValidationService {
  /** tsoa makes a text of what stands where a text or number belongs; of `{"toString": "x"}` none can be made. */
  override ValidateParam(...args: ParamArguments): unknown {
    const [property, value, ...rest] = args;
    const isMute = typeof value === 'object' && TEXTS.has(property.dataType) && !hasText(value);
    return super.ValidateParam(property, isMute ? {} : value, ...rest);
  }

  override validateArray(...args: ArrayArguments): unknown[] | undefined {
    const [name, value, errors, isBody, schema, validators, parent = ''] = args;
    return super.validateArray(parent + name, value, errors, isBody, schema, validators);
  }

  /** JSON Schema and the database count characters, tsoa the halves of those beyond the first plane. */
  override validateString(...args: StringArguments): string | undefined {
    const [name, value, errors, validators, parent] = args;
    const most = validators?.maxLength?.value;
    const fits = most !== undefined && String(value).length > most && [...String(value)].length <= most;
    return fits
      ? super.validateString(name, value, errors, { ...validators, maxLength: undefined }, parent)
      : super.validateString(...args);
  }
}

function hasText(value: unknown): boolean {
  try {
    String(value);
    return true;
  } catch {
    return false;
  }
}

export class PlaceKeepingService extends KoaTemplateService {
  protected override validationService: ValidationService;

  constructor(models: Models, config: Config) {
    super(models, config);
    this.validationService = new PlaceKeepingValidation(models, config);
  }
}
