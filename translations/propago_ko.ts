<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save &amp;picture of this workspace…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo change of settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo change of settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Paste picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One step &amp;forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One step &amp;back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forward by one &amp;operation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forward by one &amp;layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forward by one b&amp;atch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forward by one &amp;epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Start over with the same seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Classify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Larger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;maller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal &amp;size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P&amp;resenter mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Animations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Propago</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnswerPanel</name>
    <message>
        <source>What comes out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The five likeliest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>top 5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open one, drop it here, take a sample or draw.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This picture could not be classified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · this inference took %2 µs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CaptionCard</name>
    <message>
        <source>One scale for all layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each layer to its own largest value shows patterns; one scale for all shows true sizes.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartWidget</name>
    <message>
        <source>smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moving average of the noisy curve; the raw one stays visible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logarithmic axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show everything again (0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy, export, show as a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show as table…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 × size…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 files (*.%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chart written to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture of the chart copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values of the chart copied as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>zero or below, not on a log axis: %n</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClassifyView</name>
    <message>
        <source>Choose a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or drop pictures anywhere here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What goes in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the network sees it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All pictures so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clipboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drawing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as loaded, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the network sees it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the network sees it, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results written to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is fetched from the network: save the picture first, then drop the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dropped picture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 + %2 = %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 adds the skip connection from %3 to %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 adds up, over all pictures and places, how each of its %2 shared in the error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and %2 differ in more than axis %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 brings each map of %2 to mean 0 and deviation 1, then scales and shifts it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes are left over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes follow where the file should end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes that are not gzip follow the end of the gzip data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be exported in this version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot change when a run is resumed, it was %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not say which kind of file it is to be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 gives %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 groups must divide both its %2 input channels and its %3 filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 hands its error back to %2, to each place as much as it took part.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no place in a .npy file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2 but has to be %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is emulated here: its numbers are widened to fp32 before they are multiplied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not faster than fp32 here although it has its own instructions: the time goes into moving numbers rather than multiplying them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not faster than fp32 here: a picture takes only %2 multiply-adds, so converting the picture and starting each layer outweigh the cheaper products</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not faster than fp32 here: the instruction set in use (%2) has no dot products for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 keeps only the strongest value of each window of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 lays the maps of %2 out as one row of numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 lets positive values of %2 pass and sets the others to zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs %2 bytes but only %3 are left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs %2 bytes but the gzip data holds only %3 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 pictures are too few to learn from some and test with others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 products + bias %2 = %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 replaces each window of %2 by its mean.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 slides %2 kernels over the %3 maps of %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 takes %2 inputs but has %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 takes numbers with commas between them, not %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 threads are too many</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 turns the answers of %2 into probabilities.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 works on the values of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1(%2) = %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: each of %2 neurons weighs all %3 values of %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--fit takes crop, letterbox or stretch, not %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--grain takes op, layer, phase or batch, not %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--invert takes never, always or auto, not %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--lang takes en or ko, not %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--lr takes a number above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--mean and --std take one number or one for each of %1 channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--momentum takes a number from 0 to below 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--scale takes a number from 0.5 to 4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--schedule-factor takes a number above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--size takes WIDTHxHEIGHT from 320x240 to 8000x8000</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--std takes numbers above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--theme takes light, dark or contrast, not %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--until-accuracy takes a share above 0 and up to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--weight-decay takes a number of at least 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CIFAR files and folders of pictures are not supported by this version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cast is only supported on shapes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CrossEntropyLoss takes whole class numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each category learns how far its answer was from the ideal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gather is only supported on shapes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear needs a flat input but gets %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear needs at least one output, not %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Softmax needs one value for each category but gets %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The %2 of %1 move a small step against their gradient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answers are compared with the ideal: the distance is the loss.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next pictures and their right answers are loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transpose is only supported on constant matrices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsqueeze is only supported on entries of shapes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;idx&quot; takes two files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;shapes&quot; takes a number of pictures from 1 to %1, not &quot;%2&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a batch holds at least one picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a batch holds between 1 and %1 pictures, not %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a chart cannot be written in the format &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a dimension of its shape is negative, zero or beyond the limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a node may only read nodes before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a parameter has no weights of its shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a part of a shape is not supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a session holds fp32 or fp64, not %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>adding a constant is only supported as the bias of a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ask its owner for the read permission</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bring both branches to the same shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bring the branches to the same size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>calibrate it on training pictures first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>calibrate on the training part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>call model.eval() before exporting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change groups or filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change the last layer or the dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>check how the array was made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>check the disk or the program behind the pipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>check the name and the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>check the rights of the file and its folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a dataset with pictures of that size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a smaller batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a smaller batch or network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose an IDX file of unsigned bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose another batch size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose another network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose another place or free some space; the old file is unchanged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>close other programs or use a smaller file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connect it to an earlier layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>convert it to 8 or 16 bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>convert it to fp32 first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>convert the array with astype(&apos;&lt;f4&apos;) or astype(&apos;&lt;i8&apos;)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>copy a picture first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>correct the layer&apos;s settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>count categories from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dimension %1 of %2 is not 1 and cannot be dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dimension %1 of the input has no fixed size of at least 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>download the file again from its own address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end the name in .svg, .pdf, .png, .csv or .tex</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entry %1 of a shape with %2 entries does not exist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>epsilon must be above 0, not %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every layer needs a name of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>export it with an older opset_version, such as 13</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>export it with opset_version=13</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>export the model again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>export the model again with torch.onnx.export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>export the model for smaller pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>export the model into one file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>export the model with only the batch dimension free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>export the model with pictures as its input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fetch the data with &quot;git lfs pull&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fetch the file with git lfs pull</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>flatten or pool the maps first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>get the file again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>give --data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>give --data and --model, or --resume with a session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>give a .propago session or an .onnx model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>give it channels, height and width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>give labels as integers, one for each sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>give one file behind --input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>go on with --resume if it was saved with --save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradients are computed in fp32 or fp64, not in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradients need a network with one input, this one has %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inference needs exactly one input, this network has %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>int8 inference needs the ranges of this network&apos;s values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>int8 needs pictures that set its scales</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>int8 would be calibrated on the pictures it is judged by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say which dimensions behind the batch to drop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has no input or does not say its axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it needs maps of C x H x W but its input is %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it starts at byte %1 of the data instead of %2: tensors overlap or leave a gap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its %1 should have shape %2 but has %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its attribute auto_pad says %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its attribute kernel_shape does not agree with its weights %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its bias %1 is not a constant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its bias has shape %1 but there are %2 outputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its checksum does not match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its constant %1 is not a bias for the %2 outputs of the layer before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its data is longer or shorter than its shape %1 and type say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its entry in the header makes no sense</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its input %1 is missing or is no value that the network computes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its numbers lie in another file, which is not followed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its output %1 is already produced elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its output %1 is beyond the limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its output %1 is not computed by a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its padding cannot be found from its stride and what is before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its ratio must be one constant number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its scale, shift, mean and variance must be constants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its shape %1 needs %2 bytes but its place holds %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its shape is %1 but the network needs %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its shape is beyond the limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its target shape does not keep the batch and the %1 values behind it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its target shape is not a constant of two or more dimensions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its type, shape or place makes no sense</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its values are %1 %2 but the network needs %3 real numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its values were not finite on the calibration pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its weights are missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its weights hold values that are not numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its weights must be a constant of four dimensions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>join along an axis that is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kernel, stride and dilation must be between 1 and 65536</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>label %1 is beyond the %2 classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>label %1 is not one of the %2 categories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leave %1 out, or start anew with --model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leave --augment out; --limit, --mean and --std are there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leave --distributed out; --threads uses all cores of this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leave --model out: the session brings its network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>make the folder first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>make the layer smaller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more data follows in the gzip file than its header promises</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name at least one, e.g. fp32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name the file itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name the folder of bundled datasets in PROPAGO_DATA_DIR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no memory to expand the gzip data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no precision was asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing produces its input %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing produces the output %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numbers of ONNX type %1 are not read here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numbers of type %1 are not read here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one picture would need %1 MB for its activations, more than the %2 MB that are free for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only Softmax over the categories is supported, not over axis %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only convolutions over pictures are supported: its weights %1 have %2 dimensions instead of 4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only equal shapes can be added, not %1 and %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only flattening everything behind the batch is supported, not %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only flattening everything behind the batch is supported, not from axis %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the inference form over channels is supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the mean over H and W of maps is supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the product of flat values with a constant matrix is supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only windows over pictures are supported: kernel_shape must have two numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only windows over pictures are supported: two strides and dilations, four paddings, an input of N, C, H, W</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only zeros around H and W of maps are supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open a .propago file that was saved here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open a PNG, JPEG, WebP, TIFF, BMP or GIF picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open a picture file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open it with the version that made it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>padding must be at most half of the pooling window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>padding must be between 0 and 65536</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pictures and labels seem to be exchanged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place a Flatten layer before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>place it before the layer that flattens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>please report it with the command line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>propago %1 --help shows what there is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rename one of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run the program from its build folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>save or download it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>save the session again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scale it down first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>set its number of outputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shorten its notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>standard output took no more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start the run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start the training again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>state %1 is there for %2 of %3 parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step back and use a smaller learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sums of %1 products do not fit into the 32 bits of int8 inference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the IDX header promises more than the %1 values that are accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the IDX header promises no data at all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the IDX magic number should be %1 but is %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the array is in Fortran order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the calibration was cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the checksum of the header does not match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the data needs %1 bytes, more than half of the free memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the description of the session is not a sound JSON object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the drawing could not be made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine stopped: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the evaluation was cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file became shorter while it was being read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file could not be written: %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file has %1 bytes, more than the %2 that are accepted here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is cut off or damaged: get it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is damaged or of another kind: get it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is damaged: get it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is damaged: use an older copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is larger than any picture that is let in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file may not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file names %1 categories but the network has %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the files of the dataset &quot;%1&quot; are not where they were looked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder cannot be made: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder of the file does not exist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the gzip data is cut off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the gzip data is damaged: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header is not a sound JSON object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header lists %1 tensors, more than %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header of the array is not understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header would have %1 bytes, more than %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the header would have %1 bytes, which is not between 2 and %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the input has no size: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the input is %1 but the network takes N x %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the input must be a tensor of real numbers with a batch dimension and more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the kernel covers %1 along %2 (%3 at dilation %4), but its input has only %5 + %6 of padding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the largest of %1 values is %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the list of checksums is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the loss or a gradient is no longer a finite number; the last good weights are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the metadata holds something that is not text: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the metadata is not a JSON object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model does not say its IR version and opset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model has %1 nodes, more than %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model has IR version %1, this program reads up to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model has no graph, or a graph without nodes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model has no output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model has opset %1, this program reads %2 to %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model has sparse initialisers or more than %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model is too large for one ONNX file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model uses operators that are not supported: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network answers with %1 categories but the dataset has %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network cannot be drawn as .tex</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network has %1 outputs but the pictures have %2 categories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network has no input that its output depends on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network has no output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network has no such tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network has one input but %1 files were given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network needs %1 MB at batch %2, more than the %3 MB that may be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network takes %1 but the pictures are %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network takes pictures of %1 but the dataset has %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the node has no output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture could not be made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture is damaged and cannot be decoded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture says it has %1 x %2 pixels, more than the %3 million that are let in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture stores floating-point values, whose black and white are not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the sample pictures are not installed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the session does not say which version made it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the session holds a tensor %1 that its network has no place for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the session holds another network than --model names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the session names no dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the session was made by version %1 of Propago in format %2, this program reads format %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the session&apos;s description has %1 bytes, more than the %2 a file may hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the session&apos;s field %1 is missing or makes no sense</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the shape it makes is not known before running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the shape of the array is beyond the limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the shape of the input is beyond the limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the share that is dropped must be at least 0 and below 1, not %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the system has no memory left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensors need %1 bytes but the file holds %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the test accuracy is %1, the goal was %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the training diverged at step %1: %2 gave an infinity or NaN, so this update was not made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the training was interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the verbs are %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the work ended by a mistake of the program: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are %1 pictures but %2 labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are no pictures to calibrate on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are no pictures to evaluate on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no %1 called %2 in this version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no axis %1 in %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no dataset of this name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no inference in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no loss called %1 in this version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no network of this name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no picture in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no precision called %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no verb and no file called %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is not enough memory for this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>these nodes wait for each other in a circle: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this form of constant is not supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a Git LFS pointer, not the data itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a Python pickle, which is never opened here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a drawing or document, not a picture of pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a git-LFS pointer, not the picture itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a git-lfs pointer instead of the data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a printed graph instead of a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a text instead of a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a web page instead of the data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a web page, not a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a web page, not the data itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a zip archive, as torch.save writes it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is not a .npy file of version 1 to 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is not a picture in a known format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is not a regular file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is not a regular file but a folder, device, pipe or socket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is not an ONNX model, or it is cut off, damaged or nested too deeply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this link leads in a circle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this safetensors file is not a Propago session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this tensor is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this version does not augment pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this version does not write event files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this version trains in fp32 and fp64, not in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this version trains in one process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>train for more epochs or set a lower goal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>train in fp32 and compare precisions with evaluate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>train the network again or use fp32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>train the network or open a file that holds its weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training needs a dataset and a network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training needs a network with one input, this one has %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>try again when nothing else is writing to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>try another kind of file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two initialisers have this name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two inputs have this name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use --csv or --log-steps instead of --events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use .svg, .pdf or .png, or .csv for its layer table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use 0.5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use 1e-5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use Conv2d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use a larger dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use a lower learning rate than %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use a network made of convolutions, pooling, linear layers and the like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use a network that reads one picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use a network that was saved with its weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use a smaller kernel, more padding or larger pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use at least one picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use at most %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use bf16 or fp32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use cross-entropy, mse or l1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use fashion-mnist, digits, shapes[:N] or idx:IMAGES,LABELS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use less dilation or less padding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use less padding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use one of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use one of %1, a .propago session or an .onnx file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use pictures of the categories the network learned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use pictures of the network&apos;s size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use smaller batches or a smaller network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use the label file that belongs to these pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use two files that belong together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values of %1 dimensions cannot be joined along axis %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting for %1 took too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>window %1 along %2 covers padding only: it starts at %3, steps by %4, and the input has %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write 0.9 for 90 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write for example shapes:10000</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write idx:IMAGES,LABELS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write it with numpy.ascontiguousarray</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write one name in each line, in the order of the outputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write the array again with numpy.save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you have no right to read this file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zeros around a map are only supported before convolutions and average pooling</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DrawingCanvas</name>
    <message>
        <source>Drawing canvas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw with the left button, rub out with the right one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draw here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineHost</name>
    <message>
        <source>Saved: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InspectorCard</name>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a map or neuron to see its numbers and how they came about. Double-click enlarges its layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>smallest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deviation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>largest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row %1, column %2: input map %3 times its kernel</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Sum of %n products, the strongest first:</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (the other %2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bias %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>neuron %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>map %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LossCard</name>
    <message>
        <source>Loss: ideal against actual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1ln %2 = %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum of (actual %1 ideal)%2 / %3 = %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum of |actual %1 ideal| / %2 = %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known when this batch has reached the loss.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dashed: ideal · shaded: difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>actual %1 ideal = %2 for the right category</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 parameters · %2 multiply-adds · batch %3 · %4, learning rate %5 · %6</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sessions, models and pictures (*.propago *.onnx *.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propago sessions (*.propago)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture could not be written (%1); choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Propago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propago %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch a convolutional network learn, step by step, and then use it. Free software under the GNU General Public License, version 3 or later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Addresses on the web are not fetched; save the file first and drop that.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Close the message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NetworkStage</name>
    <message>
        <source>Network stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the demo…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (%1 shown)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>largest of all layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>largest of its layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights, gradients, contributions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, neuron %2: %3 %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, map %2, row %3, column %4: %5 %6</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PictureLabel</name>
    <message>
        <source>%1 by %2 pixels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PrecisionModel</name>
    <message>
        <source>%1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Emulated: this processor has no arithmetic of its own for this format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (emulated)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same as fp32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p50 µs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p95 µs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p99 µs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed-up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PrecisionView</name>
    <message>
        <source>Which precision is enough?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The comparison sends every held-out picture through this network in each chosen number format, and measures accuracy, size and speed on this machine. Training pauses meanwhile. Tick the formats above and press Run comparison.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>latency: batch 1, one thread · images/s: batch 64, all cores · measured on this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precisions side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a cell to read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 recognised: %n</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 taken for %2: %n</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Export table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table written to %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PredictionBars</name>
    <message>
        <source>Probabilities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most likely %1 with %2 %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Workspaces</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResultsModel</name>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 µs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second guess</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latency</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start over with these settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SGD with momentum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nesterov</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adam</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>constant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cosine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cross-entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean squared error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum of differences (L1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Xavier, uniform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Xavier, normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kaiming, uniform</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kaiming, normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs between two cuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shuffle each epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut after epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot change while training runs: pause first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used from the next update on, also while training runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While training runs only the learning rate can be changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed: takes effect when you start over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These are the settings of the open run.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepWords</name>
    <message>
        <source>pictures and labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient of the output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: gradient of its input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: gradient of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>backward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>epoch %1 · batch %2/%3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean of %1 pictures: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>learning rate %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 multiply-adds for each picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press Space to train, or the right arrow for a single step.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline of the run, in batches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainingView</name>
    <message>
        <source>Training stopped: the numbers have left the range of ordinary arithmetic. The update was not made and the last good weights are kept. Step back and try a smaller learning rate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>flat out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 steps/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 pictures/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>op</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>phase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far a step goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed of a run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>propago::Chart</name>
    <message>
        <source>%1, smoothed %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 taken for %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
