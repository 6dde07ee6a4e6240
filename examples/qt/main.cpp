// painter: colours a line drawing, beside a reference. See docs/qt.md.
#include <QApplication>
#include <QCommandLineParser>

#include "window.h"

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName("painter");
    QCommandLineParser parser;
    parser.setApplicationDescription("Colours line drawings.");
    parser.addHelpOption();
    parser.addPositionalArgument("drawing", "A picture, or a document (.ora); several are the frames of a clip.", "[drawing...]");
    parser.addOptions({{"reference", "A coloured picture to pick styles from; may be given several times.", "file"},
                       {"report", "Tell on the standard output what happens, and how long it took."}});
    parser.process(application);

    Window window(parser.isSet("report"));
    window.show();
    window.open(parser.positionalArguments());
    window.open_references(parser.values("reference"));
    return QApplication::exec();
}
