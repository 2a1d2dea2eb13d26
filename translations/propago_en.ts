<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>MicroscopeSheet</name>
    <message numerus="yes">
        <source>%1 (%n more)</source>
        <translation>
            <numerusform>%1 (%n more)</numerusform>
            <numerusform>%1 (%n more)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TimelineMarks</name>
    <message numerus="yes">
        <source>%n pause(s)</source>
        <translation>
            <numerusform>%n pause</numerusform>
            <numerusform>%n pauses</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n divergence(s)</source>
        <translation>
            <numerusform>%n divergence</numerusform>
            <numerusform>%n divergences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n keyframe(s)</source>
        <translation>
            <numerusform>%n keyframe</numerusform>
            <numerusform>%n keyframes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::BuilderCanvas</name>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>%n layer</numerusform>
            <numerusform>%n layers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::ChangesView</name>
    <message numerus="yes">
        <source>%1 moved most for its size, by %2 %. Of %n held-out picture(s), %3 became right and %4 became wrong.</source>
        <translation>
            <numerusform>%1 moved most for its size, by %2 %. Of %n held-out picture, %3 became right and %4 became wrong.</numerusform>
            <numerusform>%1 moved most for its size, by %2 %. Of %n held-out pictures, %3 became right and %4 became wrong.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::ChartWidget</name>
    <message numerus="yes">
        <source>zero or below, not on a log axis: %n</source>
        <translation>
            <numerusform>%n value is zero or below: not on a log axis</numerusform>
            <numerusform>%n values are zero or below: not on a log axis</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::ComparePage</name>
    <message numerus="yes">
        <source>%n picture(s); click one to follow it through the layers. ✓ right, ✗ wrong.</source>
        <translation>
            <numerusform>%n picture; click it to follow it through the layers. ✓ right, ✗ wrong.</numerusform>
            <numerusform>%n pictures; click one to follow it through the layers. ✓ right, ✗ wrong.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 recognised: %n</source>
        <translation>
            <numerusform>%1 recognised: %n</numerusform>
            <numerusform>%1 recognised: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 taken for %2: %n</source>
        <translation>
            <numerusform>%1 taken for %2: %n</numerusform>
            <numerusform>%1 taken for %2: %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::DisagreementGallery</name>
    <message numerus="yes">
        <source>%n picture(s). Up and Down choose one, Return opens it.</source>
        <translation>
            <numerusform>%n picture. Up and Down choose it, Return opens it.</numerusform>
            <numerusform>%n pictures. Up and Down choose one, Return opens it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::EngineHost</name>
    <message numerus="yes">
        <source>Stopped: %n batch(es) are complete.</source>
        <translation>
            <numerusform>Stopped: %n batch is complete.</numerusform>
            <numerusform>Stopped: %n batches are complete.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The network goes on with weights of %n bit(s): it is rounded while it learns. Space starts the run.</source>
        <translation>
            <numerusform>The network goes on with weights of %n bit: it is rounded while it learns. Space starts the run.</numerusform>
            <numerusform>The network goes on with weights of %n bits: it is rounded while it learns. Space starts the run.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::InspectorCard</name>
    <message numerus="yes">
        <source>Sum of %n products, the strongest first:</source>
        <translation>
            <numerusform>Sum of %n product:</numerusform>
            <numerusform>Sum of %n products, the strongest first:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::LayersPage</name>
    <message numerus="yes">
        <source>%1, %n held-out picture(s); fp32: %2. The share is the accuracy of the whole network.</source>
        <translation>
            <numerusform>%1, %n held-out picture; fp32: %2. The share is the accuracy of the whole network.</numerusform>
            <numerusform>%1, %n held-out pictures; fp32: %2. The share is the accuracy of the whole network.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::MicroscopeCanvas</name>
    <message numerus="yes">
        <source>%n more, together %1</source>
        <translation>
            <numerusform>%n more: %1</numerusform>
            <numerusform>%n more, together %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::NetworkStage</name>
    <message numerus="yes">
        <source>made of %n value(s)</source>
        <translation>
            <numerusform>made of %n value</numerusform>
            <numerusform>made of %n values</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>goes into %n value(s)</source>
        <translation>
            <numerusform>goes into %n value</numerusform>
            <numerusform>goes into %n values</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::PrecisionModel</name>
    <message numerus="yes">
        <source>%n measured run(s), batch 1, one thread</source>
        <translation>
            <numerusform>%n measured run, batch 1, one thread</numerusform>
            <numerusform>%n measured runs, batch 1, one thread</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::PrecisionRows</name>
    <message numerus="yes">
        <source>need %n more</source>
        <translation>
            <numerusform>need %n more</numerusform>
            <numerusform>need %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::PrecisionWords</name>
    <message numerus="yes">
        <source>%n calibration picture(s)</source>
        <translation>
            <numerusform>%n calibration picture</numerusform>
            <numerusform>%n calibration pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::RaceCanvas</name>
    <message numerus="yes">
        <source>p50 of %n run(s)</source>
        <translation>
            <numerusform>p50 of %n run</numerusform>
            <numerusform>p50 of %n runs</numerusform>
        </translation>
    </message>
</context>
</TS>
