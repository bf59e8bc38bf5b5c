import { KoaTemplateService, type TsoaRoute, ValidationService } from '@tsoa/runtime';

type Models = TsoaRoute.Models;
type Config = ConstructorParameters<typeof ValidationService>[1];
type StringArguments = Parameters<ValidationService['validateString']>;
type ArrayArguments = Parameters<ValidationService['validateArray']>;

/** tsoa forgets where a list stands when it looks at the items: `stages.0.allowed_next.0` would be `allowed_next.0`. */
class PlaceKeepingValidation extends ValidationService {
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

export class PlaceKeepingService extends KoaTemplateService {
  protected override validationService: ValidationService;

  constructor(models: Models, config: Config) {
    super(models, config);
    this.validationService = new PlaceKeepingValidation(models, config);
  }
}
