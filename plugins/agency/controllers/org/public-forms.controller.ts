import { Body, Controller, Extension, Path, Post, Route, SuccessResponse, Tags } from '#host';
import type { Forms } from '../../contract.js';
import { type ReceiptView, receiptView, type SubmissionBody } from './form.view.js';

@Route('forms')
@Tags('public-forms')
export class PublicFormsController extends Controller {
  constructor(private readonly forms: Forms) {
    super();
  }

  /**
   * By anybody, ten a minute from one address. 422 names each faulty field as the form's schema names it
   * (`address.city`); 413 for more than 64 KiB; 404 for a form that is not active. Takes JSON only.
   */
  @Post('{formPublicId}/submit')
  @SuccessResponse(201)
  @Extension('x-address-limit', { name: 'forms', points: 10, seconds: 60 })
  async submitPublicForm(@Path() formPublicId: string, @Body() body: SubmissionBody): Promise<ReceiptView> {
    return receiptView(await this.forms.submit(formPublicId, body.data));
  }
}
