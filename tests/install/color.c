/* Colours a drawing: color DRAWING OUT.png. Says which library it runs with. */
#include <colorize.h>
#include <stdio.h>

int main(int argc, char **argv) {
    ColorizeImage *drawing = NULL;
    ColorizeEngine *engine = NULL;
    ColorizeReading *reading = NULL;
    ColorizeDocument *document = NULL;
    ColorizeLayers *layers = NULL;
    ColorizeError *error = NULL;
    ColorizeImageView view, picture;
    bool done = argc == 3 && colorize_version_fits(COLORIZE_VERSION) &&
                !colorize_image_open(argv[1], NULL, &drawing, &error);
    if (done) {
        view = colorize_image_view(drawing);
        done = !colorize_engine_new(NULL, NULL, &engine, &error) &&
               !colorize_reading_new(engine, &view, NULL, NULL, NULL, &reading, &error) &&
               !colorize_document_new(reading, &document, &error) &&
               !colorize_document_color(document, NULL, NULL, &layers, &error) &&
               !colorize_layers_view(layers, COLORIZE_LAYER_PICTURE, &picture, &error) &&
               !colorize_image_save(&picture, argv[2], &error);
    }
    if (done) printf("colorize %s\n", colorize_version_string());
    else fprintf(stderr, "color DRAWING OUT.png: %s\n", colorize_error_message(error));
    colorize_error_free(error);
    colorize_layers_free(layers);
    colorize_document_free(document);
    colorize_reading_free(reading);
    colorize_engine_free(engine);
    colorize_image_free(drawing);
    return done ? 0 : 1;
}
