<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open…</source>
        <translation>열기(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>저장(&amp;S)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>다른 이름으로 저장(&amp;A)…</translation>
    </message>
    <message>
        <source>Save &amp;picture of this workspace…</source>
        <translation>이 작업 공간을 그림으로 저장(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>끝내기(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Undo change of settings</source>
        <translation>설정 변경 실행 취소(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo change of settings</source>
        <translation>설정 변경 다시 실행(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Paste picture</source>
        <translation>그림 붙여넣기(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Run or pause</source>
        <translation>실행 또는 일시 정지(&amp;R)</translation>
    </message>
    <message>
        <source>One step &amp;forward</source>
        <translation>한 단계 앞으로(&amp;F)</translation>
    </message>
    <message>
        <source>One step &amp;back</source>
        <translation>한 단계 뒤로(&amp;B)</translation>
    </message>
    <message>
        <source>Forward by one &amp;operation</source>
        <translation>연산 하나 앞으로(&amp;O)</translation>
    </message>
    <message>
        <source>Forward by one &amp;layer</source>
        <translation>층 하나 앞으로(&amp;L)</translation>
    </message>
    <message>
        <source>Forward by one b&amp;atch</source>
        <translation>배치 하나 앞으로(&amp;A)</translation>
    </message>
    <message>
        <source>Forward by one &amp;epoch</source>
        <translation>에폭 하나 앞으로(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Start over with the same seed</source>
        <translation>같은 시드로 처음부터 다시(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>신경망(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Training</source>
        <translation>학습(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Classify</source>
        <translation>분류(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Precision</source>
        <translation>정밀도(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Larger</source>
        <translation>크게(&amp;L)</translation>
    </message>
    <message>
        <source>S&amp;maller</source>
        <translation>작게(&amp;M)</translation>
    </message>
    <message>
        <source>Normal &amp;size</source>
        <translation>보통 크기(&amp;S)</translation>
    </message>
    <message>
        <source>P&amp;resenter mode</source>
        <translation>발표 모드(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Animations</source>
        <translation>애니메이션(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>키보드 단축키(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Propago</source>
        <translation>Propago 정보(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Edit network</source>
        <translation>신경망 편집(&amp;E)</translation>
    </message>
    <message>
        <source>Re&amp;member this moment</source>
        <translation>이 순간 기억하기(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;What has changed since</source>
        <translation>그 뒤로 바뀐 것(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Pause a run when…</source>
        <translation>실행을 멈출 조건…(&amp;P)</translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>%1</source>
        <translation>%1</translation>
    </message>
    <message>
        <source>%1 + %2 = %3</source>
        <translation>%1 + %2 = %3</translation>
    </message>
    <message>
        <source>%1 adds the skip connection from %3 to %2.</source>
        <translation>%1은(는) %3에서 오는 스킵 연결을 %2에 더합니다.</translation>
    </message>
    <message>
        <source>%1 adds up, over all pictures and places, how each of its %2 shared in the error.</source>
        <translation>%1은(는) %2 각각이 오차에 얼마나 기여했는지를 모든 그림과 위치에 걸쳐 더합니다.</translation>
    </message>
    <message>
        <source>%1 and %2 differ in more than axis %3</source>
        <translation>%1와(과) %2은(는) %3번 축 외에서도 다릅니다</translation>
    </message>
    <message>
        <source>%1 brings each map of %2 to mean 0 and deviation 1, then scales and shifts it.</source>
        <translation>%1은(는) %2의 각 맵을 평균 0, 표준 편차 1로 맞춘 뒤 크기를 조정하고 이동합니다.</translation>
    </message>
    <message>
        <source>%1 bytes are left over</source>
        <translation>%1바이트가 남습니다</translation>
    </message>
    <message>
        <source>%1 bytes follow where the file should end</source>
        <translation>파일이 끝나야 할 곳 뒤에 %1바이트가 더 있습니다</translation>
    </message>
    <message>
        <source>%1 bytes that are not gzip follow the end of the gzip data</source>
        <translation>gzip 데이터 끝 뒤에 gzip이 아닌 %1바이트가 있습니다</translation>
    </message>
    <message>
        <source>%1 cannot be exported in this version</source>
        <translation>%1은(는) 이 버전에서 내보낼 수 없습니다</translation>
    </message>
    <message>
        <source>%1 cannot change when a run is resumed, it was %2</source>
        <translation>실행을 이어서 할 때는 %1을(를) 바꿀 수 없습니다. 기존 값은 %2입니다</translation>
    </message>
    <message>
        <source>%1 does not say which kind of file it is to be</source>
        <translation>%1에 어떤 종류의 파일인지가 나타나 있지 않습니다</translation>
    </message>
    <message>
        <source>%1 gives %2</source>
        <translation>%1의 결과는 %2</translation>
    </message>
    <message>
        <source>%1 hands its error back to %2, to each place as much as it took part.</source>
        <translation>%1은(는) 오차를 %2에 되돌려 주며, 각 위치가 관여한 만큼 나누어 줍니다.</translation>
    </message>
    <message>
        <source>%1 has no place in a .npy file</source>
        <translation>%1은(는) .npy 파일에 담을 수 없습니다</translation>
    </message>
    <message>
        <source>%1 is %2 but has to be %3</source>
        <translation>%1의 값은 %2이지만 %3이어야 합니다</translation>
    </message>
    <message>
        <source>%1 is emulated here: its numbers are widened to fp32 before they are multiplied</source>
        <translation>%1은(는) 여기에서 에뮬레이션됩니다. 값을 fp32로 넓힌 뒤에 곱합니다</translation>
    </message>
    <message>
        <source>%1 is not faster than fp32 here although it has its own instructions: the time goes into moving numbers rather than multiplying them</source>
        <translation>%1은(는) 전용 명령어가 있는데도 여기에서는 fp32보다 빠르지 않습니다. 시간이 곱셈보다 값을 옮기는 데 쓰입니다</translation>
    </message>
    <message>
        <source>%1 is not faster than fp32 here: a picture takes only %2 multiply-adds, so converting the picture and starting each layer outweigh the cheaper products</source>
        <translation>%1은(는) 여기에서 fp32보다 빠르지 않습니다. 그림 한 장에 곱셈-덧셈이 %2회뿐이어서, 그림을 변환하고 각 층을 시작하는 시간이 저렴해진 곱셈의 이득보다 큽니다</translation>
    </message>
    <message>
        <source>%1 is not faster than fp32 here: the instruction set in use (%2) has no dot products for it</source>
        <translation>%1은(는) 여기에서 fp32보다 빠르지 않습니다. 사용 중인 명령어 집합(%2)에 이 형식의 내적 명령어가 없습니다</translation>
    </message>
    <message>
        <source>%1 keeps only the strongest value of each window of %2.</source>
        <translation>%1은(는) %2의 각 창에서 가장 큰 값만 남깁니다.</translation>
    </message>
    <message>
        <source>%1 lays the maps of %2 out as one row of numbers.</source>
        <translation>%1은(는) %2의 맵을 한 줄의 수로 펼칩니다.</translation>
    </message>
    <message>
        <source>%1 lets positive values of %2 pass and sets the others to zero.</source>
        <translation>%1은(는) %2의 양수 값은 통과시키고 나머지는 0으로 만듭니다.</translation>
    </message>
    <message>
        <source>%1 needs %2 bytes but only %3 are left</source>
        <translation>%1에는 %2바이트가 필요하지만 %3바이트만 남아 있습니다</translation>
    </message>
    <message>
        <source>%1 needs %2 bytes but the gzip data holds only %3 more</source>
        <translation>%1에는 %2바이트가 필요하지만 gzip 데이터에는 %3바이트만 더 있습니다</translation>
    </message>
    <message>
        <source>%1 pictures are too few to learn from some and test with others</source>
        <translation>그림 %1장은 학습용과 시험용으로 나누기에 너무 적습니다</translation>
    </message>
    <message>
        <source>%1 products + bias %2 = %3</source>
        <translation>곱 %1개 + 편향 %2 = %3</translation>
    </message>
    <message>
        <source>%1 replaces each window of %2 by its mean.</source>
        <translation>%1은(는) %2의 각 창을 그 평균으로 바꿉니다.</translation>
    </message>
    <message>
        <source>%1 slides %2 kernels over the %3 maps of %4.</source>
        <translation>%1은(는) %4의 맵 %3개 위로 커널 %2개를 이동시킵니다.</translation>
    </message>
    <message>
        <source>%1 takes %2 inputs but has %3</source>
        <translation>%1의 입력은 %2개여야 하지만 %3개입니다</translation>
    </message>
    <message>
        <source>%1 takes numbers with commas between them, not %2</source>
        <translation>%1에는 쉼표로 구분한 수를 적어야 합니다. %2은(는) 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>%1 threads are too many</source>
        <translation>스레드 %1개는 너무 많습니다</translation>
    </message>
    <message>
        <source>%1 turns the answers of %2 into probabilities.</source>
        <translation>%1은(는) %2의 답을 확률로 바꿉니다.</translation>
    </message>
    <message>
        <source>%1 works on the values of %2.</source>
        <translation>%1은(는) %2의 값을 처리합니다.</translation>
    </message>
    <message>
        <source>%1(%2) = %3</source>
        <translation>%1(%2) = %3</translation>
    </message>
    <message>
        <source>%1: each of %2 neurons weighs all %3 values of %4.</source>
        <translation>%1: 뉴런 %2개가 각각 %4의 값 %3개 모두에 가중치를 곱합니다.</translation>
    </message>
    <message>
        <source>--fit takes crop, letterbox or stretch, not %1</source>
        <translation>--fit의 값은 crop, letterbox, stretch 중 하나여야 하며 %1은(는) 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>--grain takes op, layer, phase or batch, not %1</source>
        <translation>--grain의 값은 op, layer, phase, batch 중 하나여야 하며 %1은(는) 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>--invert takes never, always or auto, not %1</source>
        <translation>--invert의 값은 never, always, auto 중 하나여야 하며 %1은(는) 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>--lang takes en or ko, not %1</source>
        <translation>--lang의 값은 en 또는 ko여야 하며 %1은(는) 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>--lr takes a number above 0</source>
        <translation>--lr의 값은 0보다 큰 수여야 합니다</translation>
    </message>
    <message>
        <source>--mean and --std take one number or one for each of %1 channels</source>
        <translation>--mean과 --std에는 수 하나 또는 채널 %1개마다 하나씩을 적어야 합니다</translation>
    </message>
    <message>
        <source>--momentum takes a number from 0 to below 1</source>
        <translation>--momentum의 값은 0 이상 1 미만의 수여야 합니다</translation>
    </message>
    <message>
        <source>--scale takes a number from 0.5 to 4</source>
        <translation>--scale의 값은 0.5에서 4까지의 수여야 합니다</translation>
    </message>
    <message>
        <source>--schedule-factor takes a number above 0</source>
        <translation>--schedule-factor의 값은 0보다 큰 수여야 합니다</translation>
    </message>
    <message>
        <source>--size takes WIDTHxHEIGHT from 320x240 to 8000x8000</source>
        <translation>--size의 값은 320x240에서 8000x8000까지의 너비x높이여야 합니다</translation>
    </message>
    <message>
        <source>--std takes numbers above 0</source>
        <translation>--std의 값은 0보다 큰 수여야 합니다</translation>
    </message>
    <message>
        <source>--theme takes light, dark or contrast, not %1</source>
        <translation>--theme의 값은 light, dark, contrast 중 하나여야 하며 %1은(는) 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>--until-accuracy takes a share above 0 and up to 1</source>
        <translation>--until-accuracy의 값은 0보다 크고 1 이하인 비율이어야 합니다</translation>
    </message>
    <message>
        <source>--weight-decay takes a number of at least 0</source>
        <translation>--weight-decay의 값은 0 이상의 수여야 합니다</translation>
    </message>
    <message>
        <source>...</source>
        <translation>...</translation>
    </message>
    <message>
        <source>CIFAR files and folders of pictures are not supported by this version</source>
        <translation>CIFAR 파일과 그림 폴더는 이 버전에서 지원하지 않습니다</translation>
    </message>
    <message>
        <source>Cast is only supported on shapes</source>
        <translation>Cast는 형상에만 지원합니다</translation>
    </message>
    <message>
        <source>CrossEntropyLoss takes whole class numbers</source>
        <translation>CrossEntropyLoss에는 정수 범주 번호가 필요합니다</translation>
    </message>
    <message>
        <source>Each category learns how far its answer was from the ideal.</source>
        <translation>각 범주는 자신의 답이 이상값에서 얼마나 벗어났는지를 알게 됩니다.</translation>
    </message>
    <message>
        <source>Gather is only supported on shapes</source>
        <translation>Gather는 형상에만 지원합니다</translation>
    </message>
    <message>
        <source>Linear needs a flat input but gets %1</source>
        <translation>Linear에는 펼쳐진 입력이 필요하지만 %1이(가) 들어옵니다</translation>
    </message>
    <message>
        <source>Linear needs at least one output, not %1</source>
        <translation>Linear에는 출력이 하나 이상 필요하며 %1은(는) 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>Softmax needs one value for each category but gets %1</source>
        <translation>Softmax에는 범주마다 값 하나가 필요하지만 %1이(가) 들어옵니다</translation>
    </message>
    <message>
        <source>One small step against the gradient for the %2 of %1.</source>
        <translation>%1의 %2이(가) 기울기의 반대 방향으로 조금 움직입니다.</translation>
    </message>
    <message>
        <source>The answers are compared with the ideal: the distance is the loss.</source>
        <translation>답을 이상값과 비교하며, 그 거리가 손실입니다.</translation>
    </message>
    <message>
        <source>The next pictures and their right answers are loaded.</source>
        <translation>다음 그림들과 그 정답을 불러옵니다.</translation>
    </message>
    <message>
        <source>Unsqueeze is only supported on entries of shapes</source>
        <translation>Unsqueeze는 형상의 원소에만 지원합니다</translation>
    </message>
    <message>
        <source>&quot;idx&quot; takes two files</source>
        <translation>&quot;idx&quot;에는 파일 두 개가 필요합니다</translation>
    </message>
    <message>
        <source>&quot;shapes&quot; takes a number of pictures from 1 to %1, not &quot;%2&quot;</source>
        <translation>&quot;shapes&quot;에는 1에서 %1까지의 그림 수를 적어야 하며 &quot;%2&quot;은(는) 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>a batch holds at least one picture</source>
        <translation>배치에는 그림이 한 장 이상 있어야 합니다</translation>
    </message>
    <message>
        <source>a batch holds between 1 and %1 pictures, not %2</source>
        <translation>배치의 그림 수는 1에서 %1까지여야 하며 %2은(는) 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>a chart cannot be written in the format &quot;%1&quot;</source>
        <translation>차트는 &quot;%1&quot; 형식으로 저장할 수 없습니다</translation>
    </message>
    <message>
        <source>a dimension of its shape is negative, zero or beyond the limits</source>
        <translation>형상의 한 차원이 음수이거나 0이거나 한도를 넘습니다</translation>
    </message>
    <message>
        <source>a node may only read nodes before it</source>
        <translation>노드는 앞에 있는 노드의 값만 읽을 수 있습니다</translation>
    </message>
    <message>
        <source>a parameter has no weights of its shape</source>
        <translation>매개변수에 해당 형상의 가중치가 없습니다</translation>
    </message>
    <message>
        <source>a part of a shape is not supported</source>
        <translation>형상의 일부를 지원하지 않습니다</translation>
    </message>
    <message>
        <source>a session holds fp32 or fp64, not %1</source>
        <translation>세션에는 fp32 또는 fp64를 담을 수 있으며 %1은(는) 담을 수 없습니다</translation>
    </message>
    <message>
        <source>add a layer</source>
        <translation>층을 추가하십시오</translation>
    </message>
    <message>
        <source>ask its owner for the read permission</source>
        <translation>소유자에게 읽기 권한을 요청하십시오</translation>
    </message>
    <message>
        <source>bring both branches to the same shape</source>
        <translation>두 갈래의 형상을 같게 맞추십시오</translation>
    </message>
    <message>
        <source>bring the branches to the same size</source>
        <translation>갈래들의 크기를 같게 맞추십시오</translation>
    </message>
    <message>
        <source>calibrate it on training pictures first</source>
        <translation>먼저 학습용 그림으로 보정하십시오</translation>
    </message>
    <message>
        <source>calibrate on the training part</source>
        <translation>학습용 데이터로 보정하십시오</translation>
    </message>
    <message>
        <source>call model.eval() before exporting</source>
        <translation>내보내기 전에 model.eval()을 호출하십시오</translation>
    </message>
    <message>
        <source>change groups or filters</source>
        <translation>그룹 수나 필터 수를 바꾸십시오</translation>
    </message>
    <message>
        <source>change the last layer or the dataset</source>
        <translation>마지막 층이나 데이터셋을 바꾸십시오</translation>
    </message>
    <message>
        <source>check how the array was made</source>
        <translation>배열을 만든 방법을 확인하십시오</translation>
    </message>
    <message>
        <source>check the disk or the program behind the pipe</source>
        <translation>디스크나 파이프로 연결된 프로그램을 확인하십시오</translation>
    </message>
    <message>
        <source>check the name and the folder</source>
        <translation>이름과 폴더를 확인하십시오</translation>
    </message>
    <message>
        <source>check the rights of the file and its folder</source>
        <translation>파일과 그 폴더의 권한을 확인하십시오</translation>
    </message>
    <message>
        <source>choose a dataset with pictures of that size</source>
        <translation>그 크기의 그림이 있는 데이터셋을 선택하십시오</translation>
    </message>
    <message>
        <source>choose a smaller batch</source>
        <translation>더 작은 배치를 선택하십시오</translation>
    </message>
    <message>
        <source>choose a smaller batch or network</source>
        <translation>더 작은 배치나 신경망을 선택하십시오</translation>
    </message>
    <message>
        <source>choose an IDX file of unsigned bytes</source>
        <translation>부호 없는 바이트로 된 IDX 파일을 선택하십시오</translation>
    </message>
    <message>
        <source>choose another batch size</source>
        <translation>다른 배치 크기를 선택하십시오</translation>
    </message>
    <message>
        <source>choose another folder</source>
        <translation>다른 폴더를 선택하십시오</translation>
    </message>
    <message>
        <source>choose another network</source>
        <translation>다른 신경망을 선택하십시오</translation>
    </message>
    <message>
        <source>choose another place or free some space; the old file is unchanged</source>
        <translation>다른 위치를 선택하거나 공간을 확보하십시오. 기존 파일은 그대로 있습니다</translation>
    </message>
    <message>
        <source>close other programs or use a smaller file</source>
        <translation>다른 프로그램을 닫거나 더 작은 파일을 사용하십시오</translation>
    </message>
    <message>
        <source>connect it to an earlier layer</source>
        <translation>앞에 있는 층에 연결하십시오</translation>
    </message>
    <message>
        <source>convert it to 8 or 16 bits</source>
        <translation>8비트나 16비트로 변환하십시오</translation>
    </message>
    <message>
        <source>convert it to fp32 first</source>
        <translation>먼저 fp32로 변환하십시오</translation>
    </message>
    <message>
        <source>convert the array with astype(&apos;&lt;f4&apos;) or astype(&apos;&lt;i8&apos;)</source>
        <translation>astype(&apos;&lt;f4&apos;) 또는 astype(&apos;&lt;i8&apos;)로 배열을 변환하십시오</translation>
    </message>
    <message>
        <source>copy a picture first</source>
        <translation>먼저 그림을 복사하십시오</translation>
    </message>
    <message>
        <source>correct the layer&apos;s settings</source>
        <translation>층의 설정을 바로잡으십시오</translation>
    </message>
    <message>
        <source>count categories from 0</source>
        <translation>범주 번호를 0부터 매기십시오</translation>
    </message>
    <message>
        <source>dimension %1 of %2 is not 1 and cannot be dropped</source>
        <translation>%2의 차원 %1은(는) 크기가 1이 아니어서 없앨 수 없습니다</translation>
    </message>
    <message>
        <source>dimension %1 of the input has no fixed size of at least 1</source>
        <translation>입력의 차원 %1에 1 이상의 고정된 크기가 없습니다</translation>
    </message>
    <message>
        <source>download the file again from its own address</source>
        <translation>원래 주소에서 파일을 다시 내려받으십시오</translation>
    </message>
    <message>
        <source>empty file</source>
        <translation>빈 파일</translation>
    </message>
    <message>
        <source>end the name in .svg, .pdf, .png, .csv or .tex</source>
        <translation>이름을 .svg, .pdf, .png, .csv, .tex 중 하나로 끝내십시오</translation>
    </message>
    <message>
        <source>entry %1 of a shape with %2 entries does not exist</source>
        <translation>형상에는 원소가 %2개 있으며 원소 %1은(는) 없습니다</translation>
    </message>
    <message>
        <source>epsilon must be above 0, not %1</source>
        <translation>엡실론은 0보다 커야 하며 %1은(는) 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>every layer needs a name of its own</source>
        <translation>모든 층에는 고유한 이름이 있어야 합니다</translation>
    </message>
    <message>
        <source>export it with an older opset_version, such as 13</source>
        <translation>13과 같은 더 오래된 opset_version으로 내보내십시오</translation>
    </message>
    <message>
        <source>export it with opset_version=13</source>
        <translation>opset_version=13으로 내보내십시오</translation>
    </message>
    <message>
        <source>export the model again</source>
        <translation>모델을 다시 내보내십시오</translation>
    </message>
    <message>
        <source>export the model again with torch.onnx.export</source>
        <translation>torch.onnx.export로 모델을 다시 내보내십시오</translation>
    </message>
    <message>
        <source>export the model for smaller pictures</source>
        <translation>더 작은 그림용으로 모델을 내보내십시오</translation>
    </message>
    <message>
        <source>export the model into one file</source>
        <translation>모델을 파일 하나로 내보내십시오</translation>
    </message>
    <message>
        <source>export the model with only the batch dimension free</source>
        <translation>배치 차원만 가변으로 두고 모델을 내보내십시오</translation>
    </message>
    <message>
        <source>export the model with pictures as its input</source>
        <translation>그림을 입력으로 하여 모델을 내보내십시오</translation>
    </message>
    <message>
        <source>fetch the data with &quot;git lfs pull&quot;</source>
        <translation>&quot;git lfs pull&quot;로 데이터를 가져오십시오</translation>
    </message>
    <message>
        <source>fetch the file with git lfs pull</source>
        <translation>git lfs pull로 파일을 가져오십시오</translation>
    </message>
    <message>
        <source>flatten or pool the maps first</source>
        <translation>먼저 맵을 펼치거나 풀링하십시오</translation>
    </message>
    <message>
        <source>get the file again</source>
        <translation>파일을 다시 받으십시오</translation>
    </message>
    <message>
        <source>give --data</source>
        <translation>--data를 지정하십시오</translation>
    </message>
    <message>
        <source>give --data and --model, or --resume with a session</source>
        <translation>--data와 --model을 지정하거나, --resume에 세션을 지정하십시오</translation>
    </message>
    <message>
        <source>give a .propago session or an .onnx model</source>
        <translation>.propago 세션이나 .onnx 모델을 지정하십시오</translation>
    </message>
    <message>
        <source>give it channels, height and width</source>
        <translation>채널, 높이, 너비를 지정하십시오</translation>
    </message>
    <message>
        <source>give labels as integers, one for each sample</source>
        <translation>레이블을 표본마다 하나씩 정수로 지정하십시오</translation>
    </message>
    <message>
        <source>give one file behind --input</source>
        <translation>--input 뒤에 파일 하나를 지정하십시오</translation>
    </message>
    <message>
        <source>go on with --resume if it was saved with --save</source>
        <translation>--save로 저장했다면 --resume으로 이어서 하십시오</translation>
    </message>
    <message>
        <source>gradients are computed in fp32 or fp64, not in %1</source>
        <translation>기울기는 fp32나 fp64로 계산하며 %1(으)로는 계산하지 않습니다</translation>
    </message>
    <message>
        <source>gradients need a network with one input, this one has %1</source>
        <translation>기울기를 구하려면 입력이 하나인 신경망이 필요하지만 이 신경망의 입력은 %1개입니다</translation>
    </message>
    <message>
        <source>inference needs exactly one input, this network has %1</source>
        <translation>추론에는 입력이 정확히 하나여야 하지만 이 신경망의 입력은 %1개입니다</translation>
    </message>
    <message>
        <source>it does not say which dimensions behind the batch to drop</source>
        <translation>배치 뒤의 어느 차원을 없앨지 나타나 있지 않습니다</translation>
    </message>
    <message>
        <source>it has no input or does not say its axis</source>
        <translation>입력이 없거나 축이 나타나 있지 않습니다</translation>
    </message>
    <message>
        <source>it needs maps of C x H x W but its input is %1</source>
        <translation>C x H x W 맵이 필요하지만 입력은 %1입니다</translation>
    </message>
    <message>
        <source>it starts at byte %1 of the data instead of %2: tensors overlap or leave a gap</source>
        <translation>데이터의 %2바이트가 아니라 %1바이트에서 시작합니다. 텐서가 겹치거나 사이가 비어 있습니다</translation>
    </message>
    <message>
        <source>its %1 should have shape %2 but has %3</source>
        <translation>%1의 형상은 %2이어야 하지만 %3입니다</translation>
    </message>
    <message>
        <source>its attribute auto_pad says %1</source>
        <translation>속성 auto_pad의 값이 %1입니다</translation>
    </message>
    <message>
        <source>its attribute kernel_shape does not agree with its weights %1</source>
        <translation>속성 kernel_shape이 가중치 %1와(과) 맞지 않습니다</translation>
    </message>
    <message>
        <source>its bias %1 is not a constant</source>
        <translation>편향 %1이(가) 상수가 아닙니다</translation>
    </message>
    <message>
        <source>its bias has shape %1 but there are %2 outputs</source>
        <translation>편향의 형상은 %1이지만 출력은 %2개입니다</translation>
    </message>
    <message>
        <source>its checksum does not match</source>
        <translation>체크섬이 일치하지 않습니다</translation>
    </message>
    <message>
        <source>its data is longer or shorter than its shape %1 and type say</source>
        <translation>데이터가 형상 %1와(과) 자료형에 따른 길이보다 길거나 짧습니다</translation>
    </message>
    <message>
        <source>its entry in the header makes no sense</source>
        <translation>헤더의 해당 항목이 올바르지 않습니다</translation>
    </message>
    <message>
        <source>its input %1 is missing or is no value that the network computes</source>
        <translation>입력 %1이(가) 없거나 신경망이 계산하는 값이 아닙니다</translation>
    </message>
    <message>
        <source>its numbers lie in another file, which is not followed</source>
        <translation>수치가 다른 파일에 있으며, 그 파일은 따라가지 않습니다</translation>
    </message>
    <message>
        <source>its output %1 is already produced elsewhere</source>
        <translation>출력 %1은(는) 이미 다른 곳에서 만들어집니다</translation>
    </message>
    <message>
        <source>its output %1 is beyond the limits</source>
        <translation>출력 %1이(가) 한도를 넘습니다</translation>
    </message>
    <message>
        <source>its output %1 is not computed by a layer</source>
        <translation>출력 %1을(를) 계산하는 층이 없습니다</translation>
    </message>
    <message>
        <source>its padding cannot be found from its stride and what is before it</source>
        <translation>스트라이드와 앞의 층만으로는 패딩을 알 수 없습니다</translation>
    </message>
    <message>
        <source>its ratio must be one constant number</source>
        <translation>비율은 상수 하나여야 합니다</translation>
    </message>
    <message>
        <source>its scale, shift, mean and variance must be constants</source>
        <translation>스케일, 이동값, 평균, 분산은 상수여야 합니다</translation>
    </message>
    <message>
        <source>its shape %1 needs %2 bytes but its place holds %3</source>
        <translation>형상 %1에는 %2바이트가 필요하지만 자리에는 %3바이트가 들어갑니다</translation>
    </message>
    <message>
        <source>its shape is %1 but the network needs %2</source>
        <translation>형상이 %1이지만 신경망에는 %2이(가) 필요합니다</translation>
    </message>
    <message>
        <source>its shape is beyond the limits</source>
        <translation>형상이 한도를 넘습니다</translation>
    </message>
    <message>
        <source>its target shape does not keep the batch and the %1 values behind it</source>
        <translation>목표 형상이 배치와 그 뒤의 값 %1개를 유지하지 않습니다</translation>
    </message>
    <message>
        <source>its target shape is not a constant of two or more dimensions</source>
        <translation>목표 형상이 2차원 이상의 상수가 아닙니다</translation>
    </message>
    <message>
        <source>its type, shape or place makes no sense</source>
        <translation>자료형, 형상 또는 위치가 올바르지 않습니다</translation>
    </message>
    <message>
        <source>its values are %1 %2 but the network needs %3 real numbers</source>
        <translation>값은 %2 형식 %1개이지만 신경망에는 실수 %3개가 필요합니다</translation>
    </message>
    <message>
        <source>its values were not finite on the calibration pictures</source>
        <translation>보정용 그림에서 값이 유한하지 않았습니다</translation>
    </message>
    <message>
        <source>its weights are missing</source>
        <translation>가중치가 없습니다</translation>
    </message>
    <message>
        <source>its weights hold values that are not numbers</source>
        <translation>가중치에 수가 아닌 값이 있습니다</translation>
    </message>
    <message>
        <source>its weights must be a constant of four dimensions</source>
        <translation>가중치는 4차원 상수여야 합니다</translation>
    </message>
    <message>
        <source>join along an axis that is there</source>
        <translation>실제로 있는 축을 따라 이어 붙이십시오</translation>
    </message>
    <message>
        <source>kernel, stride and dilation must be between 1 and 65536</source>
        <translation>커널, 스트라이드, 팽창 간격은 1에서 65536까지여야 합니다</translation>
    </message>
    <message>
        <source>label %1 is beyond the %2 classes</source>
        <translation>레이블 %1은(는) 범주 %2개의 범위를 벗어납니다</translation>
    </message>
    <message>
        <source>label %1 is not one of the %2 categories</source>
        <translation>레이블 %1은(는) 범주 %2개에 속하지 않습니다</translation>
    </message>
    <message>
        <source>leave %1 out, or start anew with --model</source>
        <translation>%1을(를) 빼거나, --model로 새로 시작하십시오</translation>
    </message>
    <message>
        <source>leave --distributed out; --threads uses all cores of this machine</source>
        <translation>--distributed를 빼십시오. --threads로 이 컴퓨터의 모든 코어를 사용할 수 있습니다</translation>
    </message>
    <message>
        <source>leave --model out: the session brings its network</source>
        <translation>--model을 빼십시오. 세션에 신경망이 들어 있습니다</translation>
    </message>
    <message>
        <source>make the folder first</source>
        <translation>먼저 폴더를 만드십시오</translation>
    </message>
    <message>
        <source>make the layer smaller</source>
        <translation>층을 더 작게 만드십시오</translation>
    </message>
    <message>
        <source>more data follows in the gzip file than its header promises</source>
        <translation>헤더에 적힌 것보다 많은 데이터가 gzip 파일에 있습니다</translation>
    </message>
    <message>
        <source>name a file</source>
        <translation>파일을 지정하십시오</translation>
    </message>
    <message>
        <source>name at least one, e.g. fp32</source>
        <translation>fp32와 같이 하나 이상을 지정하십시오</translation>
    </message>
    <message>
        <source>name the file itself</source>
        <translation>파일 자체를 지정하십시오</translation>
    </message>
    <message>
        <source>name the folder of bundled datasets in PROPAGO_DATA_DIR</source>
        <translation>기본 제공 데이터셋의 폴더를 PROPAGO_DATA_DIR에 지정하십시오</translation>
    </message>
    <message>
        <source>no memory to expand the gzip data</source>
        <translation>gzip 데이터를 풀 메모리가 없습니다</translation>
    </message>
    <message>
        <source>no precision was asked for</source>
        <translation>요청된 정밀도가 없습니다</translation>
    </message>
    <message>
        <source>nothing produces its input %1</source>
        <translation>입력 %1을(를) 만드는 곳이 없습니다</translation>
    </message>
    <message>
        <source>nothing produces the output %1</source>
        <translation>출력 %1을(를) 만드는 곳이 없습니다</translation>
    </message>
    <message>
        <source>numbers of ONNX type %1 are not read here</source>
        <translation>ONNX 자료형 %1의 수는 여기에서 읽지 않습니다</translation>
    </message>
    <message>
        <source>numbers of type %1 are not read here</source>
        <translation>자료형 %1의 수는 여기에서 읽지 않습니다</translation>
    </message>
    <message>
        <source>one picture would need %1 MB for its activations, more than the %2 MB that are free for it</source>
        <translation>그림 한 장의 활성값에 %1 MB가 필요하여, 여기에 쓸 수 있는 %2 MB를 넘습니다</translation>
    </message>
    <message>
        <source>only Softmax over the categories is supported, not over axis %1</source>
        <translation>Softmax는 범주 축에만 지원하며 %1번 축에는 지원하지 않습니다</translation>
    </message>
    <message>
        <source>only convolutions over pictures are supported: its weights %1 have %2 dimensions instead of 4</source>
        <translation>그림에 대한 합성곱만 지원합니다. 가중치 %1이(가) 4차원이 아니라 %2차원입니다</translation>
    </message>
    <message>
        <source>only flattening everything behind the batch is supported, not from axis %1</source>
        <translation>배치 뒤의 모든 차원을 펼치는 것만 지원하며 %1번 축부터는 지원하지 않습니다</translation>
    </message>
    <message>
        <source>only the inference form over channels is supported</source>
        <translation>채널에 대한 추론 형태만 지원합니다</translation>
    </message>
    <message>
        <source>only the product of flat values with a constant matrix is supported</source>
        <translation>펼쳐진 값과 상수 행렬의 곱만 지원합니다</translation>
    </message>
    <message>
        <source>only windows over pictures are supported: kernel_shape must have two numbers</source>
        <translation>그림에 대한 창만 지원합니다. kernel_shape에는 수가 두 개 있어야 합니다</translation>
    </message>
    <message>
        <source>open a .propago file that was saved here</source>
        <translation>여기에서 저장한 .propago 파일을 여십시오</translation>
    </message>
    <message>
        <source>open a PNG, JPEG, WebP, TIFF, BMP or GIF picture</source>
        <translation>PNG, JPEG, WebP, TIFF, BMP 또는 GIF 그림을 여십시오</translation>
    </message>
    <message>
        <source>open a picture file</source>
        <translation>그림 파일을 여십시오</translation>
    </message>
    <message>
        <source>open it with the version that made it</source>
        <translation>그것을 만든 버전으로 여십시오</translation>
    </message>
    <message>
        <source>padding must be between 0 and 65536</source>
        <translation>패딩은 0에서 65536까지여야 합니다</translation>
    </message>
    <message>
        <source>pictures and labels seem to be exchanged</source>
        <translation>그림과 레이블이 서로 바뀐 것으로 보입니다</translation>
    </message>
    <message>
        <source>place a Flatten layer before it</source>
        <translation>앞에 Flatten 층을 두십시오</translation>
    </message>
    <message>
        <source>place it before the layer that flattens</source>
        <translation>맵을 펼치는 층 앞에 두십시오</translation>
    </message>
    <message>
        <source>please report it with the command line</source>
        <translation>명령줄과 함께 제보해 주십시오</translation>
    </message>
    <message>
        <source>propago %1 --help shows what there is</source>
        <translation>propago %1 --help를 실행하면 사용할 수 있는 것이 나옵니다</translation>
    </message>
    <message>
        <source>rename one of them</source>
        <translation>둘 중 하나의 이름을 바꾸십시오</translation>
    </message>
    <message>
        <source>run the program from its build folder</source>
        <translation>빌드 폴더에서 프로그램을 실행하십시오</translation>
    </message>
    <message>
        <source>save or download it again</source>
        <translation>다시 저장하거나 내려받으십시오</translation>
    </message>
    <message>
        <source>save the session again</source>
        <translation>세션을 다시 저장하십시오</translation>
    </message>
    <message>
        <source>scale it down first</source>
        <translation>먼저 크기를 줄이십시오</translation>
    </message>
    <message>
        <source>set its number of outputs</source>
        <translation>출력 개수를 설정하십시오</translation>
    </message>
    <message>
        <source>shorten its notes</source>
        <translation>메모를 줄이십시오</translation>
    </message>
    <message>
        <source>standard output took no more</source>
        <translation>표준 출력에 더 이상 쓸 수 없습니다</translation>
    </message>
    <message>
        <source>start the run again</source>
        <translation>실행을 다시 시작하십시오</translation>
    </message>
    <message>
        <source>start the training again</source>
        <translation>학습을 다시 시작하십시오</translation>
    </message>
    <message>
        <source>state %1 is there for %2 of %3 parameters</source>
        <translation>매개변수 %3개 중 %2개에만 상태 %1이(가) 있습니다</translation>
    </message>
    <message>
        <source>step back and use a smaller learning rate</source>
        <translation>뒤로 돌아가 더 작은 학습률을 사용하십시오</translation>
    </message>
    <message>
        <source>the IDX header promises more than the %1 values that are accepted</source>
        <translation>IDX 헤더에 적힌 값의 수가 허용되는 %1개를 넘습니다</translation>
    </message>
    <message>
        <source>the IDX header promises no data at all</source>
        <translation>IDX 헤더에 데이터가 없다고 적혀 있습니다</translation>
    </message>
    <message>
        <source>the IDX magic number should be %1 but is %2</source>
        <translation>IDX 매직 넘버는 %1이어야 하지만 %2입니다</translation>
    </message>
    <message>
        <source>the array is in Fortran order</source>
        <translation>배열이 포트란 순서로 되어 있습니다</translation>
    </message>
    <message>
        <source>the calibration was cancelled</source>
        <translation>보정이 취소되었습니다</translation>
    </message>
    <message>
        <source>the checksum of the header does not match</source>
        <translation>헤더의 체크섬이 일치하지 않습니다</translation>
    </message>
    <message>
        <source>the data needs %1 bytes, more than half of the free memory</source>
        <translation>데이터에 %1바이트가 필요하여 남은 메모리의 절반을 넘습니다</translation>
    </message>
    <message>
        <source>the description of the session is not a sound JSON object</source>
        <translation>세션의 설명이 올바른 JSON 객체가 아닙니다</translation>
    </message>
    <message>
        <source>the drawing could not be made</source>
        <translation>그림을 그릴 수 없었습니다</translation>
    </message>
    <message>
        <source>the engine stopped: %1</source>
        <translation>엔진이 멈추었습니다: %1</translation>
    </message>
    <message>
        <source>the evaluation was cancelled</source>
        <translation>평가가 취소되었습니다</translation>
    </message>
    <message>
        <source>the file became shorter while it was being read</source>
        <translation>읽는 동안 파일이 짧아졌습니다</translation>
    </message>
    <message>
        <source>the file cannot be read: %1</source>
        <translation>파일을 읽을 수 없습니다: %1</translation>
    </message>
    <message>
        <source>the file could not be written: %1: %2</source>
        <translation>파일을 저장할 수 없었습니다: %1: %2</translation>
    </message>
    <message>
        <source>the file has %1 bytes, more than the %2 that are accepted here</source>
        <translation>파일이 %1바이트로, 여기에서 허용되는 %2바이트를 넘습니다</translation>
    </message>
    <message>
        <source>the file is cut off or damaged: get it again</source>
        <translation>파일이 잘렸거나 손상되었습니다. 다시 받으십시오</translation>
    </message>
    <message>
        <source>the file is damaged or of another kind: get it again</source>
        <translation>파일이 손상되었거나 다른 종류입니다. 다시 받으십시오</translation>
    </message>
    <message>
        <source>the file is damaged: get it again</source>
        <translation>파일이 손상되었습니다. 다시 받으십시오</translation>
    </message>
    <message>
        <source>the file is damaged: use an older copy</source>
        <translation>파일이 손상되었습니다. 이전 사본을 사용하십시오</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>파일이 비어 있습니다</translation>
    </message>
    <message>
        <source>the file is larger than any picture that is let in</source>
        <translation>파일이 허용되는 그림의 크기를 넘습니다</translation>
    </message>
    <message>
        <source>the file may not be read</source>
        <translation>파일을 읽을 권한이 없습니다</translation>
    </message>
    <message>
        <source>the file names %1 categories but the network has %2</source>
        <translation>파일에는 범주 이름이 %1개 있지만 신경망의 범주는 %2개입니다</translation>
    </message>
    <message>
        <source>the files of the dataset &quot;%1&quot; are not where they were looked for</source>
        <translation>데이터셋 &quot;%1&quot;의 파일이 찾아본 위치에 없습니다</translation>
    </message>
    <message>
        <source>the folder cannot be made: %1</source>
        <translation>폴더를 만들 수 없습니다: %1</translation>
    </message>
    <message>
        <source>the folder of the file does not exist</source>
        <translation>파일의 폴더가 없습니다</translation>
    </message>
    <message>
        <source>the gzip data is cut off</source>
        <translation>gzip 데이터가 잘렸습니다</translation>
    </message>
    <message>
        <source>the gzip data is damaged: %1</source>
        <translation>gzip 데이터가 손상되었습니다: %1</translation>
    </message>
    <message>
        <source>the header is not a sound JSON object</source>
        <translation>헤더가 올바른 JSON 객체가 아닙니다</translation>
    </message>
    <message>
        <source>the header lists %1 tensors, more than %2</source>
        <translation>헤더에 나열된 텐서가 %1개로 %2개를 넘습니다</translation>
    </message>
    <message>
        <source>the header of the array is not understood</source>
        <translation>배열의 헤더를 해석할 수 없습니다</translation>
    </message>
    <message>
        <source>the header would have %1 bytes, more than %2</source>
        <translation>헤더가 %1바이트가 되어 %2바이트를 넘습니다</translation>
    </message>
    <message>
        <source>the header would have %1 bytes, which is not between 2 and %2</source>
        <translation>헤더가 %1바이트라고 되어 있으나 2에서 %2까지의 범위를 벗어납니다</translation>
    </message>
    <message>
        <source>the input has no size: %1</source>
        <translation>입력에 크기가 없습니다: %1</translation>
    </message>
    <message>
        <source>the input is %1 but the network takes N x %2</source>
        <translation>입력은 %1이지만 신경망은 N x %2을(를) 받습니다</translation>
    </message>
    <message>
        <source>the input must be a tensor of real numbers with a batch dimension and more</source>
        <translation>입력은 배치 차원과 하나 이상의 차원을 가진 실수 텐서여야 합니다</translation>
    </message>
    <message>
        <source>the largest of %1 values is %2</source>
        <translation>값 %1개 중 가장 큰 값은 %2</translation>
    </message>
    <message>
        <source>the list of checksums is missing</source>
        <translation>체크섬 목록이 없습니다</translation>
    </message>
    <message>
        <source>the loss or a gradient is no longer a finite number; the last good weights are kept</source>
        <translation>손실이나 기울기가 더 이상 유한한 수가 아닙니다. 마지막으로 정상이었던 가중치를 유지합니다</translation>
    </message>
    <message>
        <source>the metadata holds something that is not text: %1</source>
        <translation>메타데이터에 텍스트가 아닌 것이 있습니다: %1</translation>
    </message>
    <message>
        <source>the metadata is not a JSON object</source>
        <translation>메타데이터가 JSON 객체가 아닙니다</translation>
    </message>
    <message>
        <source>the model does not say its IR version and opset</source>
        <translation>모델에 IR 버전과 opset이 나타나 있지 않습니다</translation>
    </message>
    <message>
        <source>the model has %1 nodes, more than %2</source>
        <translation>모델의 노드가 %1개로 %2개를 넘습니다</translation>
    </message>
    <message>
        <source>the model has IR version %1, this program reads up to %2</source>
        <translation>모델의 IR 버전은 %1이지만 이 프로그램은 %2까지 읽습니다</translation>
    </message>
    <message>
        <source>the model has no graph, or a graph without nodes</source>
        <translation>모델에 그래프가 없거나 그래프에 노드가 없습니다</translation>
    </message>
    <message>
        <source>the model has no output</source>
        <translation>모델에 출력이 없습니다</translation>
    </message>
    <message>
        <source>the model has opset %1, this program reads %2 to %3</source>
        <translation>모델의 opset은 %1이지만 이 프로그램은 %2에서 %3까지 읽습니다</translation>
    </message>
    <message>
        <source>the model has sparse initialisers or more than %1</source>
        <translation>모델에 희소 초기값이 있거나 초기값이 %1개를 넘습니다</translation>
    </message>
    <message>
        <source>the model is too large for one ONNX file</source>
        <translation>모델이 ONNX 파일 하나에 담기에 너무 큽니다</translation>
    </message>
    <message>
        <source>the model uses operators that are not supported: %1</source>
        <translation>모델에 지원하지 않는 연산자가 있습니다: %1</translation>
    </message>
    <message>
        <source>the network answers with %1 categories but the dataset has %2</source>
        <translation>신경망의 답은 범주 %1개이지만 데이터셋의 범주는 %2개입니다</translation>
    </message>
    <message>
        <source>the network cannot be drawn as .tex</source>
        <translation>신경망을 .tex로 그릴 수 없습니다</translation>
    </message>
    <message>
        <source>the network has %1 outputs but the pictures have %2 categories</source>
        <translation>신경망의 출력은 %1개이지만 그림의 범주는 %2개입니다</translation>
    </message>
    <message>
        <source>the network has no input that its output depends on</source>
        <translation>신경망에 출력을 좌우하는 입력이 없습니다</translation>
    </message>
    <message>
        <source>the network has no output</source>
        <translation>신경망에 출력이 없습니다</translation>
    </message>
    <message>
        <source>the network has no such tensor</source>
        <translation>신경망에 그런 텐서가 없습니다</translation>
    </message>
    <message>
        <source>the network has one input but %1 files were given</source>
        <translation>신경망의 입력은 하나이지만 파일이 %1개 지정되었습니다</translation>
    </message>
    <message>
        <source>the network needs %1 MB at batch %2, more than the %3 MB that may be used</source>
        <translation>신경망은 배치 %2에서 %1 MB가 필요하여, 사용할 수 있는 %3 MB를 넘습니다</translation>
    </message>
    <message>
        <source>the network takes %1 but the pictures are %2</source>
        <translation>신경망은 %1을(를) 받지만 그림은 %2입니다</translation>
    </message>
    <message>
        <source>the network takes pictures of %1 but the dataset has %2</source>
        <translation>신경망은 %1 그림을 받지만 데이터셋의 그림은 %2입니다</translation>
    </message>
    <message>
        <source>the node has no output</source>
        <translation>노드에 출력이 없습니다</translation>
    </message>
    <message>
        <source>the picture could not be made</source>
        <translation>그림을 만들 수 없었습니다</translation>
    </message>
    <message>
        <source>the picture is damaged and cannot be decoded</source>
        <translation>그림이 손상되어 해독할 수 없습니다</translation>
    </message>
    <message>
        <source>the picture says it has %1 x %2 pixels, more than the %3 million that are let in</source>
        <translation>그림의 크기가 %1 x %2픽셀이라고 되어 있어, 허용되는 %3백만 픽셀을 넘습니다</translation>
    </message>
    <message>
        <source>the picture stores floating-point values, whose black and white are not known</source>
        <translation>그림에 부동 소수점 값이 저장되어 있어 검은색과 흰색의 기준을 알 수 없습니다</translation>
    </message>
    <message>
        <source>the sample pictures are not installed</source>
        <translation>예제 그림이 설치되어 있지 않습니다</translation>
    </message>
    <message>
        <source>the session does not say which version made it</source>
        <translation>세션에 그것을 만든 버전이 나타나 있지 않습니다</translation>
    </message>
    <message>
        <source>the session holds a tensor %1 that its network has no place for</source>
        <translation>세션에 신경망에 자리가 없는 텐서 %1이(가) 들어 있습니다</translation>
    </message>
    <message>
        <source>the session holds another network than --model names</source>
        <translation>세션의 신경망이 --model에 지정한 것과 다릅니다</translation>
    </message>
    <message>
        <source>the session names no dataset</source>
        <translation>세션에 데이터셋이 지정되어 있지 않습니다</translation>
    </message>
    <message>
        <source>the session was made by version %1 of Propago in format %2, this program reads format %3</source>
        <translation>세션은 Propago %1 버전에서 형식 %2(으)로 만들어졌지만 이 프로그램은 형식 %3을(를) 읽습니다</translation>
    </message>
    <message>
        <source>the session&apos;s description has %1 bytes, more than the %2 a file may hold</source>
        <translation>세션의 설명이 %1바이트로, 파일에 담을 수 있는 %2바이트를 넘습니다</translation>
    </message>
    <message>
        <source>the session&apos;s field %1 is missing or makes no sense</source>
        <translation>세션의 필드 %1이(가) 없거나 올바르지 않습니다</translation>
    </message>
    <message>
        <source>the shape it makes is not known before running</source>
        <translation>만들어지는 형상을 실행 전에 알 수 없습니다</translation>
    </message>
    <message>
        <source>the shape of the array is beyond the limits</source>
        <translation>배열의 형상이 한도를 넘습니다</translation>
    </message>
    <message>
        <source>the shape of the input is beyond the limits</source>
        <translation>입력의 형상이 한도를 넘습니다</translation>
    </message>
    <message>
        <source>the share that is dropped must be at least 0 and below 1, not %1</source>
        <translation>드롭아웃 비율은 0 이상 1 미만이어야 하며 %1은(는) 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>the system has no memory left</source>
        <translation>시스템에 남은 메모리가 없습니다</translation>
    </message>
    <message>
        <source>the tensors need %1 bytes but the file holds %2</source>
        <translation>텐서에 %1바이트가 필요하지만 파일에는 %2바이트가 있습니다</translation>
    </message>
    <message>
        <source>the test accuracy is %1, the goal was %2</source>
        <translation>시험 정확도는 %1이며 목표는 %2이었습니다</translation>
    </message>
    <message>
        <source>the training diverged at step %1: %2 gave an infinity or NaN, so this update was not made</source>
        <translation>학습이 %1단계에서 발산했습니다. %2에서 무한대나 NaN이 나와 이번 갱신은 적용하지 않았습니다</translation>
    </message>
    <message>
        <source>the training was interrupted</source>
        <translation>학습이 중단되었습니다</translation>
    </message>
    <message>
        <source>the verbs are %1</source>
        <translation>사용할 수 있는 명령은 %1입니다</translation>
    </message>
    <message>
        <source>the work ended by a mistake of the program: %1</source>
        <translation>프로그램의 오류로 작업이 끝났습니다: %1</translation>
    </message>
    <message>
        <source>there are %1 pictures but %2 labels</source>
        <translation>그림은 %1장이지만 레이블은 %2개입니다</translation>
    </message>
    <message>
        <source>there are no pictures to calibrate on</source>
        <translation>보정에 쓸 그림이 없습니다</translation>
    </message>
    <message>
        <source>there are no pictures to evaluate on</source>
        <translation>평가에 쓸 그림이 없습니다</translation>
    </message>
    <message>
        <source>there is no %1 called %2 in this version</source>
        <translation>이 버전에는 %2(이)라는 %1이(가) 없습니다</translation>
    </message>
    <message>
        <source>there is no axis %1 in %2</source>
        <translation>%2에는 %1번 축이 없습니다</translation>
    </message>
    <message>
        <source>there is no dataset of this name</source>
        <translation>이런 이름의 데이터셋이 없습니다</translation>
    </message>
    <message>
        <source>there is no inference in %1</source>
        <translation>%1(으)로 하는 추론은 없습니다</translation>
    </message>
    <message>
        <source>there is no loss called %1 in this version</source>
        <translation>이 버전에는 %1(이)라는 손실이 없습니다</translation>
    </message>
    <message>
        <source>there is no network of this name</source>
        <translation>이런 이름의 신경망이 없습니다</translation>
    </message>
    <message>
        <source>there is no picture in it</source>
        <translation>그 안에 그림이 없습니다</translation>
    </message>
    <message>
        <source>there is no precision called %1</source>
        <translation>%1(이)라는 정밀도가 없습니다</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>그런 파일이 없습니다</translation>
    </message>
    <message>
        <source>there is no verb and no file called %1</source>
        <translation>%1(이)라는 명령이나 파일이 없습니다</translation>
    </message>
    <message>
        <source>there is not enough memory for this</source>
        <translation>이 작업에 필요한 메모리가 부족합니다</translation>
    </message>
    <message>
        <source>these nodes wait for each other in a circle: %1</source>
        <translation>다음 노드들이 서로를 순환하여 기다립니다: %1</translation>
    </message>
    <message>
        <source>this form of constant is not supported</source>
        <translation>이런 형태의 상수는 지원하지 않습니다</translation>
    </message>
    <message>
        <source>this is a Git LFS pointer, not the data itself</source>
        <translation>이것은 데이터 자체가 아니라 Git LFS 포인터입니다</translation>
    </message>
    <message>
        <source>this is a Python pickle, which is never opened here</source>
        <translation>이것은 Python 피클이며, 피클은 여기에서 절대 열지 않습니다</translation>
    </message>
    <message>
        <source>this is a drawing or document, not a picture of pixels</source>
        <translation>이것은 픽셀로 된 그림이 아니라 도면이나 문서입니다</translation>
    </message>
    <message>
        <source>this is a git-LFS pointer, not the picture itself</source>
        <translation>이것은 그림 자체가 아니라 git-LFS 포인터입니다</translation>
    </message>
    <message>
        <source>this is a git-lfs pointer instead of the data</source>
        <translation>이것은 데이터가 아니라 git-lfs 포인터입니다</translation>
    </message>
    <message>
        <source>this is a printed graph instead of a model</source>
        <translation>이것은 모델이 아니라 텍스트로 출력된 그래프입니다</translation>
    </message>
    <message>
        <source>this is a text instead of a model</source>
        <translation>이것은 모델이 아니라 텍스트입니다</translation>
    </message>
    <message>
        <source>this is a web page instead of the data</source>
        <translation>이것은 데이터가 아니라 웹 페이지입니다</translation>
    </message>
    <message>
        <source>this is a web page, not a picture</source>
        <translation>이것은 그림이 아니라 웹 페이지입니다</translation>
    </message>
    <message>
        <source>this is a web page, not the data itself</source>
        <translation>이것은 데이터 자체가 아니라 웹 페이지입니다</translation>
    </message>
    <message>
        <source>this is a zip archive, as torch.save writes it</source>
        <translation>이것은 torch.save가 만드는 것과 같은 zip 압축 파일입니다</translation>
    </message>
    <message>
        <source>this is not a .npy file of version 1 to 3</source>
        <translation>이것은 버전 1에서 3까지의 .npy 파일이 아닙니다</translation>
    </message>
    <message>
        <source>this is not a picture in a known format</source>
        <translation>이것은 알려진 형식의 그림이 아닙니다</translation>
    </message>
    <message>
        <source>this is not a regular file</source>
        <translation>이것은 일반 파일이 아닙니다</translation>
    </message>
    <message>
        <source>this is not a regular file but a folder, device, pipe or socket</source>
        <translation>이것은 일반 파일이 아니라 폴더, 장치, 파이프 또는 소켓입니다</translation>
    </message>
    <message>
        <source>this is not an ONNX model, or it is cut off, damaged or nested too deeply</source>
        <translation>이것은 ONNX 모델이 아니거나, 잘렸거나 손상되었거나 너무 깊이 중첩되어 있습니다</translation>
    </message>
    <message>
        <source>this link leads in a circle</source>
        <translation>이 링크는 순환합니다</translation>
    </message>
    <message>
        <source>this safetensors file is not a Propago session</source>
        <translation>이 safetensors 파일은 Propago 세션이 아닙니다</translation>
    </message>
    <message>
        <source>this tensor is missing</source>
        <translation>이 텐서가 없습니다</translation>
    </message>
    <message>
        <source>this version does not write event files</source>
        <translation>이 버전은 이벤트 파일을 저장하지 않습니다</translation>
    </message>
    <message>
        <source>this version trains in one process</source>
        <translation>이 버전은 프로세스 하나로 학습합니다</translation>
    </message>
    <message>
        <source>train for more epochs or set a lower goal</source>
        <translation>더 많은 에폭 동안 학습하거나 목표를 낮추십시오</translation>
    </message>
    <message>
        <source>train in fp32 and compare precisions with evaluate</source>
        <translation>fp32로 학습한 뒤 evaluate로 정밀도를 비교하십시오</translation>
    </message>
    <message>
        <source>train the network again or use fp32</source>
        <translation>신경망을 다시 학습시키거나 fp32를 사용하십시오</translation>
    </message>
    <message>
        <source>train the network or open a file that holds its weights</source>
        <translation>신경망을 학습시키거나 그 가중치가 들어 있는 파일을 여십시오</translation>
    </message>
    <message>
        <source>training needs a dataset and a network</source>
        <translation>학습에는 데이터셋과 신경망이 필요합니다</translation>
    </message>
    <message>
        <source>training needs a network with one input, this one has %1</source>
        <translation>학습에는 입력이 하나인 신경망이 필요하지만 이 신경망의 입력은 %1개입니다</translation>
    </message>
    <message>
        <source>try again when nothing else is writing to it</source>
        <translation>다른 프로그램이 이 파일에 쓰고 있지 않을 때 다시 시도하십시오</translation>
    </message>
    <message>
        <source>try another kind of file</source>
        <translation>다른 종류의 파일로 시도하십시오</translation>
    </message>
    <message>
        <source>two initialisers have this name</source>
        <translation>초기값 두 개의 이름이 이와 같습니다</translation>
    </message>
    <message>
        <source>two inputs have this name</source>
        <translation>입력 두 개의 이름이 이와 같습니다</translation>
    </message>
    <message>
        <source>use --csv or --log-steps instead of --events</source>
        <translation>--events 대신 --csv 또는 --log-steps를 사용하십시오</translation>
    </message>
    <message>
        <source>use .svg, .pdf or .png, or .csv for its layer table</source>
        <translation>.svg, .pdf, .png 중 하나를 사용하거나, 층 표를 얻으려면 .csv를 사용하십시오</translation>
    </message>
    <message>
        <source>use 0.5</source>
        <translation>0.5를 사용하십시오</translation>
    </message>
    <message>
        <source>use 1e-5</source>
        <translation>1e-5를 사용하십시오</translation>
    </message>
    <message>
        <source>use Conv2d</source>
        <translation>Conv2d를 사용하십시오</translation>
    </message>
    <message>
        <source>use a larger dataset</source>
        <translation>더 큰 데이터셋을 사용하십시오</translation>
    </message>
    <message>
        <source>use a lower learning rate than %1</source>
        <translation>%1보다 작은 학습률을 사용하십시오</translation>
    </message>
    <message>
        <source>use a network made of convolutions, pooling, linear layers and the like</source>
        <translation>합성곱, 풀링, 선형 층 등으로 이루어진 신경망을 사용하십시오</translation>
    </message>
    <message>
        <source>use a network that reads one picture</source>
        <translation>그림 한 장을 읽는 신경망을 사용하십시오</translation>
    </message>
    <message>
        <source>use a network that was saved with its weights</source>
        <translation>가중치와 함께 저장된 신경망을 사용하십시오</translation>
    </message>
    <message>
        <source>use a smaller kernel, more padding or larger pictures</source>
        <translation>더 작은 커널, 더 많은 패딩 또는 더 큰 그림을 사용하십시오</translation>
    </message>
    <message>
        <source>use at least one picture</source>
        <translation>그림을 한 장 이상 사용하십시오</translation>
    </message>
    <message>
        <source>use at most %1</source>
        <translation>%1 이하를 사용하십시오</translation>
    </message>
    <message>
        <source>use bf16 or fp32</source>
        <translation>bf16 또는 fp32를 사용하십시오</translation>
    </message>
    <message>
        <source>use cross-entropy, mse or l1</source>
        <translation>cross-entropy, mse, l1 중 하나를 사용하십시오</translation>
    </message>
    <message>
        <source>use fashion-mnist, digits, shapes[:N] or idx:IMAGES,LABELS</source>
        <translation>fashion-mnist, digits, shapes[:N], idx:IMAGES,LABELS 중 하나를 사용하십시오</translation>
    </message>
    <message>
        <source>use less dilation or less padding</source>
        <translation>팽창 간격이나 패딩을 줄이십시오</translation>
    </message>
    <message>
        <source>use less padding</source>
        <translation>패딩을 줄이십시오</translation>
    </message>
    <message>
        <source>use one of %1</source>
        <translation>%1 중 하나를 사용하십시오</translation>
    </message>
    <message>
        <source>use one of %1, a .propago session or an .onnx file</source>
        <translation>%1 중 하나, .propago 세션 또는 .onnx 파일을 사용하십시오</translation>
    </message>
    <message>
        <source>use pictures of the categories the network learned</source>
        <translation>신경망이 학습한 범주의 그림을 사용하십시오</translation>
    </message>
    <message>
        <source>use pictures of the network&apos;s size</source>
        <translation>신경망에 맞는 크기의 그림을 사용하십시오</translation>
    </message>
    <message>
        <source>use smaller batches or a smaller network</source>
        <translation>더 작은 배치나 더 작은 신경망을 사용하십시오</translation>
    </message>
    <message>
        <source>use the label file that belongs to these pictures</source>
        <translation>이 그림들에 맞는 레이블 파일을 사용하십시오</translation>
    </message>
    <message>
        <source>use two files that belong together</source>
        <translation>서로 짝이 되는 파일 두 개를 사용하십시오</translation>
    </message>
    <message>
        <source>values of %1 dimensions cannot be joined along axis %2</source>
        <translation>%1차원 값은 %2번 축을 따라 이어 붙일 수 없습니다</translation>
    </message>
    <message>
        <source>waiting for %1 took too long</source>
        <translation>%1을(를) 기다리는 데 시간이 너무 오래 걸렸습니다</translation>
    </message>
    <message>
        <source>window %1 along %2 covers padding only: it starts at %3, steps by %4, and the input has %5</source>
        <translation>%2 방향의 창 %1이(가) 패딩만 덮습니다. %3에서 시작하여 %4씩 나아가며 입력의 크기는 %5입니다</translation>
    </message>
    <message>
        <source>write 0.9 for 90 %</source>
        <translation>90 %는 0.9로 적으십시오</translation>
    </message>
    <message>
        <source>write for example shapes:10000</source>
        <translation>예를 들어 shapes:10000과 같이 적으십시오</translation>
    </message>
    <message>
        <source>write idx:IMAGES,LABELS</source>
        <translation>idx:IMAGES,LABELS와 같이 적으십시오</translation>
    </message>
    <message>
        <source>write it with numpy.ascontiguousarray</source>
        <translation>numpy.ascontiguousarray를 적용하여 저장하십시오</translation>
    </message>
    <message>
        <source>write one name in each line, in the order of the outputs</source>
        <translation>출력 순서대로 한 줄에 이름 하나씩 적으십시오</translation>
    </message>
    <message>
        <source>write the array again with numpy.save</source>
        <translation>numpy.save로 배열을 다시 저장하십시오</translation>
    </message>
    <message>
        <source>you have no right to read this file</source>
        <translation>이 파일을 읽을 권한이 없습니다</translation>
    </message>
    <message>
        <source>only windows over pictures are supported: it needs an input of N, C, H, W, not of N, %1</source>
        <translation>그림에 대한 창만 지원합니다. 입력이 N, %1이(가) 아니라 N, C, H, W여야 합니다</translation>
    </message>
    <message>
        <source>only windows over pictures are supported: it needs two strides, two dilations and four paddings</source>
        <translation>그림에 대한 창만 지원합니다. 스트라이드 두 개, 팽창 간격 두 개, 패딩 네 개가 필요합니다</translation>
    </message>
    <message>
        <source>the network has no weights to write</source>
        <translation>신경망에 저장할 가중치가 없습니다</translation>
    </message>
    <message>
        <source>train it or open a trained one first</source>
        <translation>먼저 신경망을 학습시키거나 학습된 신경망을 여십시오</translation>
    </message>
    <message>
        <source>%1 * %2 = %3</source>
        <translation>%1 * %2 = %3</translation>
    </message>
    <message>
        <source>%1 - %2 = %3</source>
        <translation>%1 - %2 = %3</translation>
    </message>
    <message>
        <source>%1 / %2 = %3</source>
        <translation>%1 / %2 = %3</translation>
    </message>
    <message>
        <source>%1 adds up the values of %2.</source>
        <translation>%1은(는) %2의 값을 모두 더합니다.</translation>
    </message>
    <message>
        <source>%1 and %2 do not fit together: along each axis they need the same size, or one of them 1</source>
        <translation>%1와(과) %2은(는) 서로 맞지 않습니다. 축마다 크기가 같거나 한쪽이 1이어야 합니다</translation>
    </message>
    <message>
        <source>%1 brings the maps of %2 to another size.</source>
        <translation>%1은(는) %2의 맵을 다른 크기로 바꿉니다.</translation>
    </message>
    <message>
        <source>%1 brings the values of each picture of %2 to mean 0 and deviation 1, then scales and shifts them.</source>
        <translation>%1은(는) %2의 값을 그림마다 평균 0, 표준 편차 1로 맞춘 뒤 크기를 조정하고 이동합니다.</translation>
    </message>
    <message>
        <source>%1 changes the order of the axes of %2.</source>
        <translation>%1은(는) %2의 축 순서를 바꿉니다.</translation>
    </message>
    <message>
        <source>%1 damps each value of %2 by how strong its neighbouring maps are.</source>
        <translation>%1은(는) 이웃한 맵이 강할수록 %2의 각 값을 더 줄입니다.</translation>
    </message>
    <message>
        <source>%1 divides the values of %2 by those of %3.</source>
        <translation>%1은(는) %2의 값을 %3의 값으로 나눕니다.</translation>
    </message>
    <message>
        <source>%1 is no order of the axes of %2</source>
        <translation>%1은(는) %2의 축 순서가 아닙니다</translation>
    </message>
    <message>
        <source>%1 is not written as ONNX</source>
        <translation>%1은(는) ONNX로 저장하지 않습니다</translation>
    </message>
    <message>
        <source>%1 joins each value of %2 with a constant of its own.</source>
        <translation>%1은(는) %2의 각 값을 자신의 상수와 계산합니다.</translation>
    </message>
    <message>
        <source>%1 keeps each value of %2 between %3 and %4.</source>
        <translation>%1은(는) %2의 각 값을 %3에서 %4 사이로 제한합니다.</translation>
    </message>
    <message>
        <source>%1 keeps the largest of the values of %2.</source>
        <translation>%1은(는) %2의 값 중 가장 큰 것만 남깁니다.</translation>
    </message>
    <message>
        <source>%1 lays %2 kernels, weighed by the values of %3, over larger maps.</source>
        <translation>%1은(는) 커널 %2개에 %3의 값을 곱해 더 큰 맵 위에 겹쳐 놓습니다.</translation>
    </message>
    <message>
        <source>%1 lets large values of %2 pass and bends the small ones smoothly towards zero.</source>
        <translation>%1은(는) %2의 큰 값은 통과시키고 작은 값은 0 쪽으로 부드럽게 굽힙니다.</translation>
    </message>
    <message>
        <source>%1 lets positive values of %2 pass and scales the others by a slope that it learns.</source>
        <translation>%1은(는) %2의 양수 값은 통과시키고 나머지에는 학습하는 기울기를 곱합니다.</translation>
    </message>
    <message>
        <source>%1 puts a border around the maps of %2.</source>
        <translation>%1은(는) %2의 맵에 테두리를 두릅니다.</translation>
    </message>
    <message>
        <source>%1 reads the values of %2 in another shape.</source>
        <translation>%1은(는) %2의 값을 다른 형상으로 읽습니다.</translation>
    </message>
    <message>
        <source>%1 takes the mean of the values of %2.</source>
        <translation>%1은(는) %2의 값을 평균합니다.</translation>
    </message>
    <message>
        <source>%1 takes the values of %3 from those of %2.</source>
        <translation>%1은(는) %2의 값에서 %3의 값을 뺍니다.</translation>
    </message>
    <message>
        <source>%1 times %2 = %3</source>
        <translation>%1 × %2 = %3</translation>
    </message>
    <message>
        <source>%1 values, each times its share, add up to %2</source>
        <translation>값 %1개에 각각의 몫을 곱해 더하면 %2입니다</translation>
    </message>
    <message>
        <source>%1 weighs the values of %2 by those of %3.</source>
        <translation>%1은(는) %2의 값에 %3의 값을 곱합니다.</translation>
    </message>
    <message>
        <source>%1 with slope %2 below zero = %3</source>
        <translation>%1, 0 아래의 기울기 %2 = %3</translation>
    </message>
    <message>
        <source>(%1 - mean %2) times %3 + shift %4 = %5</source>
        <translation>(%1 - 평균 %2) × %3 + 이동 %4 = %5</translation>
    </message>
    <message>
        <source>Slice is only supported on shapes</source>
        <translation>Slice는 형상에만 지원합니다</translation>
    </message>
    <message>
        <source>choose another axis</source>
        <translation>다른 축을 고르십시오</translation>
    </message>
    <message>
        <source>it needs maps and at least one of them in each window, not %1 of %2</source>
        <translation>맵과 창마다 맵이 하나 이상 필요하며 %2 중 %1개는 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>its attribute output_shape makes no sense</source>
        <translation>속성 output_shape의 값이 올바르지 않습니다</translation>
    </message>
    <message>
        <source>its axes must be some of those behind the batch</source>
        <translation>축은 배치 뒤에 있는 축이어야 합니다</translation>
    </message>
    <message>
        <source>its constant %1 does not fit to samples of %2</source>
        <translation>상수 %1이(가) %2 크기의 표본과 맞지 않습니다</translation>
    </message>
    <message>
        <source>its input %1 must be one constant number</source>
        <translation>입력 %1은(는) 상수 하나여야 합니다</translation>
    </message>
    <message>
        <source>its output would be %1 x %2 pixels, but each side must be between 1 and %3</source>
        <translation>출력이 %1 x %2픽셀이 되지만 각 변은 1에서 %3 사이여야 합니다</translation>
    </message>
    <message>
        <source>its padding leaves nothing of the output: %1 x %2</source>
        <translation>패딩을 빼고 나면 출력이 남지 않습니다: %1 x %2</translation>
    </message>
    <message>
        <source>its scale and shift must be constants</source>
        <translation>배율과 이동 값은 상수여야 합니다</translation>
    </message>
    <message>
        <source>its size must be constant and change H and W of maps only</source>
        <translation>크기는 상수여야 하며 맵의 H와 W만 바꿀 수 있습니다</translation>
    </message>
    <message>
        <source>its slope must be a constant</source>
        <translation>기울기는 상수여야 합니다</translation>
    </message>
    <message>
        <source>maps of %1 are too small to be reflected that far</source>
        <translation>%1 크기의 맵은 그만큼 반사하기에 너무 작습니다</translation>
    </message>
    <message>
        <source>name each axis once</source>
        <translation>각 축을 한 번씩만 적으십시오</translation>
    </message>
    <message>
        <source>of constants only matrices can be transposed</source>
        <translation>상수는 행렬만 전치할 수 있습니다</translation>
    </message>
    <message>
        <source>only a border around H and W of maps is supported, filled with a number, by reflection or by the edge</source>
        <translation>맵의 H와 W 둘레에 수, 반사 또는 가장자리 값으로 채운 테두리만 지원합니다</translation>
    </message>
    <message>
        <source>only constants may be spread from an axis on</source>
        <translation>축을 지정하여 펼치는 것은 상수만 지원합니다</translation>
    </message>
    <message>
        <source>only nearest and bilinear resizing of maps is supported</source>
        <translation>맵의 크기 변경은 최근접과 쌍선형만 지원합니다</translation>
    </message>
    <message>
        <source>samples of %1 cannot be parted into what is normalised together</source>
        <translation>%1 크기의 표본은 함께 정규화할 부분으로 나눌 수 없습니다</translation>
    </message>
    <message>
        <source>save the network as a session</source>
        <translation>신경망을 세션으로 저장하십시오</translation>
    </message>
    <message>
        <source>the batch must stay the first axis</source>
        <translation>배치는 첫 번째 축으로 남아야 합니다</translation>
    </message>
    <message>
        <source>this way of resizing is not known</source>
        <translation>알 수 없는 크기 변경 방식입니다</translation>
    </message>
    <message>
        <source>use a lower limit below the upper one</source>
        <translation>아래 한계를 위 한계보다 작게 하십시오</translation>
    </message>
    <message>
        <source>use a shape of as many values</source>
        <translation>값의 개수가 같은 형상을 사용하십시오</translation>
    </message>
    <message>
        <source>values cannot be kept between %1 and %2</source>
        <translation>값을 %1과 %2 사이로 제한할 수 없습니다</translation>
    </message>
    <message>
        <source>only short lists of integers are computed</source>
        <translation>정수로 된 짧은 목록만 계산합니다</translation>
    </message>
    <message>
        <source>%1 takes a strength from %2 to %3</source>
        <translation>%1의 세기는 %2에서 %3까지여야 합니다</translation>
    </message>
    <message>
        <source>--alpha takes a number from 0 to below 1</source>
        <translation>--alpha의 값은 0 이상 1 미만의 수여야 합니다</translation>
    </message>
    <message>
        <source>--clip-norm takes a number of at least 0</source>
        <translation>--clip-norm의 값은 0 이상의 수여야 합니다</translation>
    </message>
    <message>
        <source>--clip-value takes a number of at least 0</source>
        <translation>--clip-value의 값은 0 이상의 수여야 합니다</translation>
    </message>
    <message>
        <source>--label-smoothing takes a share from 0 to 1</source>
        <translation>--label-smoothing의 값은 0에서 1까지의 비율이어야 합니다</translation>
    </message>
    <message>
        <source>Gradients beyond ±%1 are cut off there.</source>
        <translation>±%1을(를) 넘는 기울기는 그 값으로 잘립니다.</translation>
    </message>
    <message>
        <source>Gradients beyond ±%1 are cut off there; if all together are still longer than %2, each is shortened by the same share.</source>
        <translation>±%1을(를) 넘는 기울기는 그 값으로 잘리고, 그래도 전체의 길이가 %2보다 길면 모두 같은 비율로 줄어듭니다.</translation>
    </message>
    <message>
        <source>If all gradients together are longer than %1, each is shortened by the same share.</source>
        <translation>기울기 전체의 길이가 %1보다 길면 모두 같은 비율로 줄어듭니다.</translation>
    </message>
    <message>
        <source>leave it out for the usual %1</source>
        <translation>생략하면 보통 값 %1을(를) 사용합니다</translation>
    </message>
    <message>
        <source>there is no augmentation called %1</source>
        <translation>%1(이)라는 데이터 증강은 없습니다</translation>
    </message>
    <message>
        <source>%1 is not faster than fp32 here: fp32 computes its 3x3 layers by Winograd&apos;s method with far fewer products, %1 needs all of them</source>
        <translation>%1은(는) 여기에서 fp32보다 빠르지 않습니다. fp32는 3x3 층을 Winograd 방식으로 훨씬 적은 곱셈으로 계산하지만, %1은(는) 곱셈이 모두 필요합니다</translation>
    </message>
    <message>
        <source>this version trains in fp32, bf16 and fp64, not in %1</source>
        <translation>이 버전은 fp32, bf16, fp64로 학습하며 %1(으)로는 학습하지 않습니다</translation>
    </message>
    <message>
        <source>--seconds takes a number above 0, at most 3600</source>
        <translation>--seconds의 값은 0보다 크고 3600 이하인 수여야 합니다</translation>
    </message>
    <message>
        <source>the measurement was interrupted</source>
        <translation>측정이 중단되었습니다</translation>
    </message>
    <message>
        <source>free some space there</source>
        <translation>그곳의 공간을 비우세요</translation>
    </message>
    <message>
        <source>older measurements stay in memory, which grows with the run, as the disk does not take them: %1</source>
        <translation>디스크에 기록할 수 없어 이전 측정값을 메모리에 두므로, 학습이 길어질수록 메모리 사용량이 늘어납니다: %1</translation>
    </message>
    <message>
        <source>--direct is for inference, not for --train</source>
        <translation>--direct는 추론용이며 --train과 함께 쓸 수 없습니다</translation>
    </message>
    <message>
        <source>%1 = %2 values cannot take the shape %3 = %4 values</source>
        <translation>%1 = 값 %2개는 %3 = 값 %4개의 모양이 될 수 없습니다</translation>
    </message>
    <message>
        <source>%1 comes after %2 and cannot feed it</source>
        <translation>%1은(는) %2 뒤에 있으므로 그 입력이 될 수 없습니다</translation>
    </message>
    <message>
        <source>%1 gradients, each times its factor, add up to %2</source>
        <translation>기울기 %1개에 각각의 계수를 곱해 더하면 %2</translation>
    </message>
    <message>
        <source>%1 groups must divide both its %2 input channels (remainder %4) and its %3 filters (remainder %5)</source>
        <translation>그룹 %1개는 입력 채널 %2개(나머지 %4)와 필터 %3개(나머지 %5)를 모두 나누어떨어지게 해야 합니다</translation>
    </message>
    <message>
        <source>%1 has no setting %2</source>
        <translation>%1에는 %2 설정이 없습니다</translation>
    </message>
    <message>
        <source>%1 is missing here</source>
        <translation>여기에 %1이(가) 빠졌습니다</translation>
    </message>
    <message>
        <source>%1 is set twice</source>
        <translation>%1이(가) 두 번 설정되었습니다</translation>
    </message>
    <message>
        <source>%1 numbers stand here instead of 1 or %2</source>
        <translation>여기에 수가 1개 또는 %2개 대신 %1개 있습니다</translation>
    </message>
    <message>
        <source>%1 of one picture: %2</source>
        <translation>그림 한 장의 %1: %2</translation>
    </message>
    <message>
        <source>%1 takes %2 inputs, no more</source>
        <translation>%1은(는) 입력을 %2개까지만 받습니다</translation>
    </message>
    <message>
        <source>%1 takes settings by name only: name=value</source>
        <translation>%1은(는) 설정을 이름으로만 받습니다: 이름=값</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>활성화 함수</translation>
    </message>
    <message>
        <source>Added to the sum</source>
        <translation>합에 더하는 값</translation>
    </message>
    <message>
        <source>Axes</source>
        <translation>축</translation>
    </message>
    <message>
        <source>Axis</source>
        <translation>축</translation>
    </message>
    <message>
        <source>Bias</source>
        <translation>편향</translation>
    </message>
    <message>
        <source>Common</source>
        <translation>기본</translation>
    </message>
    <message>
        <source>Constant comes first</source>
        <translation>상수가 앞에 옴</translation>
    </message>
    <message>
        <source>Convolution and pooling</source>
        <translation>합성곱과 풀링</translation>
    </message>
    <message>
        <source>Coordinates</source>
        <translation>좌표</translation>
    </message>
    <message>
        <source>Count the padding</source>
        <translation>패딩도 셈</translation>
    </message>
    <message>
        <source>Dilation</source>
        <translation>팽창</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>엡실론</translation>
    </message>
    <message>
        <source>Exponent</source>
        <translation>지수</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>계수</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>First axis</source>
        <translation>첫 축</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>그룹</translation>
    </message>
    <message>
        <source>Height and width</source>
        <translation>높이와 너비</translation>
    </message>
    <message>
        <source>Joining</source>
        <translation>합치기</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>커널</translation>
    </message>
    <message>
        <source>Lower limit</source>
        <translation>하한</translation>
    </message>
    <message>
        <source>Maps in a window</source>
        <translation>창 안의 맵 수</translation>
    </message>
    <message>
        <source>Mathematics</source>
        <translation>수학</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>방식</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>모멘텀</translation>
    </message>
    <message>
        <source>New shape</source>
        <translation>새 모양</translation>
    </message>
    <message>
        <source>Normalisation</source>
        <translation>정규화</translation>
    </message>
    <message>
        <source>Not trained</source>
        <translation>학습하지 않음</translation>
    </message>
    <message>
        <source>Order of the axes</source>
        <translation>축의 순서</translation>
    </message>
    <message>
        <source>Output padding</source>
        <translation>출력 패딩</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>출력 수</translation>
    </message>
    <message>
        <source>Padding</source>
        <translation>패딩</translation>
    </message>
    <message>
        <source>PyTorch has no layer like this %1</source>
        <translation>PyTorch에는 이런 %1 층이 없습니다</translation>
    </message>
    <message>
        <source>Round the size up</source>
        <translation>크기를 올림</translation>
    </message>
    <message>
        <source>Rounding</source>
        <translation>반올림</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>배율</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>모양</translation>
    </message>
    <message>
        <source>Shape of the constant</source>
        <translation>상수의 모양</translation>
    </message>
    <message>
        <source>Shape of the slopes</source>
        <translation>기울기 계수의 모양</translation>
    </message>
    <message>
        <source>Share dropped</source>
        <translation>버리는 비율</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>이동</translation>
    </message>
    <message>
        <source>Slope below zero</source>
        <translation>0 아래의 기울기</translation>
    </message>
    <message>
        <source>Stride</source>
        <translation>보폭</translation>
    </message>
    <message>
        <source>Upper limit</source>
        <translation>상한</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>With a constant</source>
        <translation>상수와 함께</translation>
    </message>
    <message>
        <source>a backslash stands before another one, a quotation mark, or x and two digits</source>
        <translation>역슬래시 뒤에는 역슬래시, 따옴표, 또는 x와 두 자리 수가 와야 합니다</translation>
    </message>
    <message>
        <source>a line is: name = Layer(inputs, settings)</source>
        <translation>한 줄의 형식: 이름 = 층(입력, 설정)</translation>
    </message>
    <message>
        <source>a name is missing here</source>
        <translation>여기에 이름이 빠졌습니다</translation>
    </message>
    <message>
        <source>a network begins with its input</source>
        <translation>신경망은 입력으로 시작합니다</translation>
    </message>
    <message>
        <source>a network has at most %1 layers</source>
        <translation>신경망의 층은 %1개까지입니다</translation>
    </message>
    <message>
        <source>a number is needed here</source>
        <translation>여기에는 수가 필요합니다</translation>
    </message>
    <message>
        <source>a shape has up to %1 sizes, none of them negative, and up to %2 elements</source>
        <translation>모양에는 음수가 아닌 크기가 %1개까지, 원소는 %2개까지 있을 수 있습니다</translation>
    </message>
    <message>
        <source>a whole number is needed here</source>
        <translation>여기에는 정수가 필요합니다</translation>
    </message>
    <message>
        <source>add %1</source>
        <translation>%1 추가</translation>
    </message>
    <message>
        <source>add an Input layer</source>
        <translation>Input 층을 추가하세요</translation>
    </message>
    <message>
        <source>add an Input layer first</source>
        <translation>먼저 Input 층을 추가하세요</translation>
    </message>
    <message>
        <source>add or remove Input layers</source>
        <translation>Input 층을 추가하거나 제거하세요</translation>
    </message>
    <message>
        <source>call the network %1</source>
        <translation>신경망 이름을 %1(으)로</translation>
    </message>
    <message>
        <source>change %1</source>
        <translation>%1 변경</translation>
    </message>
    <message>
        <source>change the size of the Input that is there</source>
        <translation>이미 있는 Input의 크기를 바꾸세요</translation>
    </message>
    <message>
        <source>choose a layer of the network</source>
        <translation>신경망의 층을 고르세요</translation>
    </message>
    <message>
        <source>choose a name that is free</source>
        <translation>쓰이지 않은 이름을 고르세요</translation>
    </message>
    <message>
        <source>choose one of its inputs</source>
        <translation>그 입력 중 하나를 고르세요</translation>
    </message>
    <message>
        <source>connect %1 to %2</source>
        <translation>%1을(를) %2에 연결</translation>
    </message>
    <message>
        <source>connect it to a later layer, or remove it</source>
        <translation>뒤의 층에 연결하거나 제거하세요</translation>
    </message>
    <message>
        <source>connect it to another layer instead</source>
        <translation>대신 다른 층에 연결하세요</translation>
    </message>
    <message>
        <source>connections lead forward only</source>
        <translation>연결은 앞에서 뒤로만 갈 수 있습니다</translation>
    </message>
    <message>
        <source>disconnect %1 from %2</source>
        <translation>%1을(를) %2에서 분리</translation>
    </message>
    <message>
        <source>e^%1 as a share of all %2 exponentials: 1 / %3 = %4</source>
        <translation>지수값 %2개 전체에서 e^%1의 몫: 1 / %3 = %4</translation>
    </message>
    <message>
        <source>edit the text</source>
        <translation>글 편집</translation>
    </message>
    <message>
        <source>export the network as ONNX instead</source>
        <translation>대신 신경망을 ONNX로 내보내세요</translation>
    </message>
    <message>
        <source>it has %1 inputs, not %2</source>
        <translation>입력은 %2개가 아니라 %1개입니다</translation>
    </message>
    <message>
        <source>it needs between 1 and %1 filters, not %2</source>
        <translation>필터는 %2개가 아니라 1개에서 %1개 사이여야 합니다</translation>
    </message>
    <message>
        <source>it needs the inputs that it has</source>
        <translation>지금 있는 입력이 모두 필요합니다</translation>
    </message>
    <message>
        <source>its parameters of %1 are beyond the limits</source>
        <translation>매개변수 %1이(가) 한계를 넘습니다</translation>
    </message>
    <message>
        <source>join branches with Add or Concat</source>
        <translation>가지를 Add나 Concat으로 합치세요</translation>
    </message>
    <message>
        <source>kernel %1 is larger than its input of %2 + %3 = %4 columns</source>
        <translation>커널 %1이(가) 입력 %2 + %3 = %4열보다 큽니다</translation>
    </message>
    <message>
        <source>kernel %1 is larger than its input of %2 + %3 = %4 rows</source>
        <translation>커널 %1이(가) 입력 %2 + %3 = %4행보다 큽니다</translation>
    </message>
    <message>
        <source>kernel %1 with dilation %5 covers %6 columns, more than its input of %2 + %3 = %4</source>
        <translation>팽창 %5인 커널 %1은(는) %6열을 덮어 입력 %2 + %3 = %4열보다 큽니다</translation>
    </message>
    <message>
        <source>kernel %1 with dilation %5 covers %6 rows, more than its input of %2 + %3 = %4</source>
        <translation>팽창 %5인 커널 %1은(는) %6행을 덮어 입력 %2 + %3 = %4행보다 큽니다</translation>
    </message>
    <message>
        <source>move %1</source>
        <translation>%1 이동</translation>
    </message>
    <message>
        <source>move the other layers</source>
        <translation>다른 층을 옮기세요</translation>
    </message>
    <message>
        <source>nothing can stand before the input</source>
        <translation>입력 앞에는 아무것도 올 수 없습니다</translation>
    </message>
    <message>
        <source>nothing reads its output</source>
        <translation>그 출력을 읽는 층이 없습니다</translation>
    </message>
    <message>
        <source>nothing sends a gradient here</source>
        <translation>여기로 기울기를 보내는 곳이 없습니다</translation>
    </message>
    <message>
        <source>numbers go up to %1</source>
        <translation>수는 %1까지입니다</translation>
    </message>
    <message>
        <source>one of these is needed here: %1</source>
        <translation>여기에는 다음 중 하나가 필요합니다: %1</translation>
    </message>
    <message>
        <source>padding of %1 rows and %2 columns is more than half of the pooling window of %3 x %4</source>
        <translation>패딩 %1행 %2열이 풀링 창 %3 x %4의 절반을 넘습니다</translation>
    </message>
    <message>
        <source>place it behind the Input layer</source>
        <translation>Input 층 뒤에 놓으세요</translation>
    </message>
    <message>
        <source>remove %1</source>
        <translation>%1 제거</translation>
    </message>
    <message>
        <source>remove them first, or start from the empty template</source>
        <translation>먼저 그것들을 제거하거나 빈 서식에서 시작하세요</translation>
    </message>
    <message>
        <source>rename %1 to %2</source>
        <translation>%1의 이름을 %2(으)로</translation>
    </message>
    <message>
        <source>set %1 of %2</source>
        <translation>%2의 %1 설정</translation>
    </message>
    <message>
        <source>set its number of filters</source>
        <translation>필터 수를 설정하세요</translation>
    </message>
    <message>
        <source>set the input to %1</source>
        <translation>입력을 %1(으)로 설정</translation>
    </message>
    <message>
        <source>start from %1</source>
        <translation>%1에서 시작</translation>
    </message>
    <message>
        <source>start from nothing</source>
        <translation>빈 화면에서 시작</translation>
    </message>
    <message>
        <source>the extra rows and columns of its output, %1 and %2, must be fewer than its stride and the padding behind together, %3 and %4</source>
        <translation>출력에 더하는 행과 열 %1개와 %2개는 보폭과 뒤쪽 패딩의 합 %3과 %4보다 적어야 합니다</translation>
    </message>
    <message>
        <source>the gradient %1 times %2 = %3</source>
        <translation>기울기 %1 곱하기 %2 = %3</translation>
    </message>
    <message>
        <source>the input has one shape, e.g. 1x28x28</source>
        <translation>입력의 모양은 하나입니다. 예: 1x28x28</translation>
    </message>
    <message>
        <source>the input stays in front</source>
        <translation>입력은 맨 앞에 있어야 합니다</translation>
    </message>
    <message>
        <source>the layers behind the input need it</source>
        <translation>입력 뒤의 층들이 입력을 필요로 합니다</translation>
    </message>
    <message>
        <source>the line should end here</source>
        <translation>줄이 여기서 끝나야 합니다</translation>
    </message>
    <message>
        <source>the mean of %1 losses is %2</source>
        <translation>손실 %1개의 평균은 %2</translation>
    </message>
    <message>
        <source>the network has an input but no layer behind it</source>
        <translation>신경망에 입력은 있지만 그 뒤에 층이 없습니다</translation>
    </message>
    <message>
        <source>the network is empty</source>
        <translation>신경망이 비어 있습니다</translation>
    </message>
    <message>
        <source>the output itself: %1</source>
        <translation>출력 그대로: %1</translation>
    </message>
    <message>
        <source>the quotation mark that begins here has no end</source>
        <translation>여기서 시작한 따옴표가 닫히지 않았습니다</translation>
    </message>
    <message>
        <source>the text has %1 bytes, at most %2 are read</source>
        <translation>글이 %1바이트이지만 %2바이트까지만 읽습니다</translation>
    </message>
    <message>
        <source>the votes of %1 pictures add up to %2</source>
        <translation>그림 %1장의 표를 더하면 %2</translation>
    </message>
    <message>
        <source>there is a layer %1 already</source>
        <translation>%1 층이 이미 있습니다</translation>
    </message>
    <message>
        <source>there is no kind of layer %1</source>
        <translation>%1(이)라는 종류의 층은 없습니다</translation>
    </message>
    <message>
        <source>there is no layer %1</source>
        <translation>%1 층이 없습니다</translation>
    </message>
    <message>
        <source>there is no layer %1 before this line</source>
        <translation>이 줄 앞에 %1 층이 없습니다</translation>
    </message>
    <message>
        <source>this name has more than %1 bytes</source>
        <translation>이 이름은 %1바이트를 넘습니다</translation>
    </message>
    <message>
        <source>training needs a network with one input</source>
        <translation>학습에는 입력이 하나인 신경망이 필요합니다</translation>
    </message>
    <message>
        <source>true or false is needed here</source>
        <translation>여기에는 true나 false가 필요합니다</translation>
    </message>
    <message>
        <source>first moment %1 × %2 + %3 × gradient %4 = %5</source>
        <translation>1차 모멘트 %1 × %2 + %3 × 기울기 %4 = %5</translation>
    </message>
    <message>
        <source>gradient %1 + decay %2 × weight %3 = %4</source>
        <translation>기울기 %1 + 감쇠 %2 × 가중치 %3 = %4</translation>
    </message>
    <message>
        <source>mean square %1 × %2 + %3 × gradient² %4 = %5</source>
        <translation>제곱평균 %1 × %2 + %3 × 기울기² %4 = %5</translation>
    </message>
    <message>
        <source>second moment %1 × %2 + %3 × gradient² %4 = %5</source>
        <translation>2차 모멘트 %1 × %2 + %3 × 기울기² %4 = %5</translation>
    </message>
    <message>
        <source>step: rate %1 × (%2 / %3) / (√(%4 / %5) + %6) = %7</source>
        <translation>걸음: 학습률 %1 × (%2 / %3) / (√(%4 / %5) + %6) = %7</translation>
    </message>
    <message>
        <source>step: rate %1 × (gradient %2 + momentum %3 × velocity %4) = %5</source>
        <translation>걸음: 학습률 %1 × (기울기 %2 + 모멘텀 %3 × 속도 %4) = %5</translation>
    </message>
    <message>
        <source>step: rate %1 × gradient %2 / (√%3 + %4) = %5</source>
        <translation>걸음: 학습률 %1 × 기울기 %2 / (√%3 + %4) = %5</translation>
    </message>
    <message>
        <source>step: rate %1 × gradient %2 = %3</source>
        <translation>걸음: 학습률 %1 × 기울기 %2 = %3</translation>
    </message>
    <message>
        <source>step: rate %1 × velocity %2 = %3</source>
        <translation>걸음: 학습률 %1 × 속도 %2 = %3</translation>
    </message>
    <message>
        <source>sum of squares %1 + gradient² %2 = %3</source>
        <translation>제곱합 %1 + 기울기² %2 = %3</translation>
    </message>
    <message>
        <source>the weight %1 moves by %2 to %3</source>
        <translation>가중치 %1이(가) %2만큼 움직여 %3이(가) 됩니다</translation>
    </message>
    <message>
        <source>this batch has moved the weight to %1</source>
        <translation>이 배치가 가중치를 이미 %1(으)로 옮겼습니다</translation>
    </message>
    <message>
        <source>velocity %1 × momentum %2 + gradient %3 = %4</source>
        <translation>속도 %1 × 모멘텀 %2 + 기울기 %3 = %4</translation>
    </message>
    <message>
        <source>weight %1 × (1 − rate %2 × decay %3) = %4</source>
        <translation>가중치 %1 × (1 − 학습률 %2 × 감쇠 %3) = %4</translation>
    </message>
    <message>
        <source>--label-smoothing goes with the loss cross-entropy only</source>
        <translation>--label-smoothing은 손실 cross-entropy와만 쓸 수 있습니다</translation>
    </message>
    <message>
        <source>the votes of %1 pictures add up to %2; clipping has made it %3</source>
        <translation>그림 %1장의 의견을 더하면 %2이고, 클리핑이 이를 %3(으)로 만들었습니다</translation>
    </message>
    <message>
        <source>%1 × %2 = %3, activated, rounded and plus %4: q = %5, stands for %6 × (q - %4) = %7</source>
        <translation>%1 × %2 = %3, 활성화 후 반올림하고 %4을(를) 더하면 q = %5, 뜻하는 값은 %6 × (q - %4) = %7</translation>
    </message>
    <message>
        <source>%1 × %2 = %3, rounded and plus %4: q = %5, stands for %6 × (q - %4) = %7</source>
        <translation>%1 × %2 = %3, 반올림하고 %4을(를) 더하면 q = %5, 뜻하는 값은 %6 × (q - %4) = %7</translation>
    </message>
    <message>
        <source>%1 × %2 = %3: the last layer leaves int8</source>
        <translation>%1 × %2 = %3: 마지막 층은 int8을 벗어납니다</translation>
    </message>
    <message>
        <source>32-bit sum of %1 products (q - %2) × w and the bias, in steps of %3 × %4: %5</source>
        <translation>곱 (q - %2) × w %1개와 편향의 32비트 합, 단위 %3 × %4: %5</translation>
    </message>
    <message>
        <source>this layer multiplies nothing in int8</source>
        <translation>이 층은 int8에서 곱셈을 하지 않습니다</translation>
    </message>
    <message>
        <source>%1 / %2 + %3 gives code %4; (%4 − %3) · %2 = %5</source>
        <translation>%1 / %2 + %3의 정수 코드는 %4; (%4 − %3) · %2 = %5</translation>
    </message>
    <message>
        <source>%1 inference needs the ranges of this network&apos;s values</source>
        <translation>%1 추론에는 이 신경망의 값 범위가 필요합니다</translation>
    </message>
    <message>
        <source>%1 is not faster than fp32 here: it is multiplied as int8 is, after its weights have been unpacked to bytes; what it saves is memory</source>
        <translation>%1은(는) 여기서 fp32보다 빠르지 않습니다. 가중치를 바이트로 푼 다음 int8처럼 곱하므로, 아끼는 것은 메모리입니다</translation>
    </message>
    <message>
        <source>%1 is not faster than fp32 here: it saves memory, but its numbers are widened to fp32 before they are multiplied, and narrowed after</source>
        <translation>%1은(는) 여기서 fp32보다 빠르지 않습니다. 메모리는 아끼지만, 곱하기 전에 fp32로 넓히고 곱한 뒤에 다시 좁힙니다</translation>
    </message>
    <message>
        <source>%1 needs pictures that set its scales</source>
        <translation>%1에는 척도를 정할 그림이 필요합니다</translation>
    </message>
    <message>
        <source>%1 rounds each value of %2 to the nearest that %3 bits can hold.</source>
        <translation>%1은(는) %2의 각 값을 %3비트로 나타낼 수 있는 가장 가까운 값으로 반올림합니다.</translation>
    </message>
    <message>
        <source>%1 scales along axis %2 do not fit to integers of shape %3</source>
        <translation>축 %2의 척도 %1개가 크기 %3인 정수 텐서와 맞지 않습니다</translation>
    </message>
    <message>
        <source>%1 takes layers and bits with commas between them, not %2</source>
        <translation>%1에는 층과 비트 수를 쉼표로 구분하여 적어야 합니다. %2은(는) 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>--percentile takes a number above 0, at most 100</source>
        <translation>--percentile에는 0보다 크고 100 이하인 수를 적어야 합니다</translation>
    </message>
    <message>
        <source>--quantise needs a network that has been trained</source>
        <translation>--quantise에는 이미 학습된 신경망이 필요합니다</translation>
    </message>
    <message>
        <source>--quantise takes int8, int4 or int2, not %1</source>
        <translation>--quantise의 값은 int8, int4, int2 중 하나여야 합니다. %1은(는) 쓸 수 없습니다</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>비트 수</translation>
    </message>
    <message>
        <source>Bits of the weights</source>
        <translation>가중치의 비트 수</translation>
    </message>
    <message>
        <source>Codes below zero</source>
        <translation>음수 코드</translation>
    </message>
    <message>
        <source>Zero point</source>
        <translation>영점</translation>
    </message>
    <message>
        <source>convert takes a file with weights, not the name of a network</source>
        <translation>convert에는 신경망 이름이 아니라 가중치가 든 파일을 지정해야 합니다</translation>
    </message>
    <message>
        <source>end the model with DequantizeLinear</source>
        <translation>모델이 DequantizeLinear로 끝나게 하십시오</translation>
    </message>
    <message>
        <source>files are written in fp32, ONNX files also in int8</source>
        <translation>파일은 fp32로 저장하며, ONNX 파일만 int8로도 저장할 수 있습니다</translation>
    </message>
    <message>
        <source>give --resume with its session</source>
        <translation>--resume으로 해당 세션을 지정하십시오</translation>
    </message>
    <message>
        <source>int8 needs pictures to find the ranges of its values</source>
        <translation>int8에는 값의 범위를 찾을 그림이 필요합니다</translation>
    </message>
    <message>
        <source>integers would be calibrated on the pictures they are judged by</source>
        <translation>정수 형식을 평가에 쓰는 바로 그 그림으로 보정하게 됩니다</translation>
    </message>
    <message>
        <source>it has %1 scales but %2 zero points</source>
        <translation>척도는 %1개인데 영점은 %2개입니다</translation>
    </message>
    <message>
        <source>its bias must be a constant list of integers</source>
        <translation>편향은 상수 정수 목록이어야 합니다</translation>
    </message>
    <message>
        <source>its input %1 is made of integers that stand for numbers, which this operator does not take</source>
        <translation>입력 %1은(는) 실수를 나타내는 정수인데, 이 연산자는 그런 입력을 받지 않습니다</translation>
    </message>
    <message>
        <source>its input %1 is not made of integers that stand for numbers</source>
        <translation>입력 %1은(는) 실수를 나타내는 정수가 아닙니다</translation>
    </message>
    <message>
        <source>its output %1 is made of integers that stand for numbers</source>
        <translation>출력 %1이(가) 실수를 나타내는 정수입니다</translation>
    </message>
    <message>
        <source>its scale and zero point must be constants, one or one for each channel</source>
        <translation>척도와 영점은 하나이거나 채널마다 하나인 상수여야 합니다</translation>
    </message>
    <message>
        <source>its scale holds %1, which is no step between numbers</source>
        <translation>척도에 %1이(가) 있는데, 이는 수의 간격이 될 수 없습니다</translation>
    </message>
    <message>
        <source>its scale of %1 is no step that values can be rounded to</source>
        <translation>척도 %1은(는) 값을 반올림할 간격이 될 수 없습니다</translation>
    </message>
    <message>
        <source>its scale or zero point is not the one that its input %1 was quantised with</source>
        <translation>척도나 영점이 입력 %1을(를) 양자화할 때 쓴 것과 다릅니다</translation>
    </message>
    <message>
        <source>its weights must be constant integers</source>
        <translation>가중치는 상수 정수여야 합니다</translation>
    </message>
    <message>
        <source>its zero point %1 is none of the codes from %2 to %3</source>
        <translation>영점 %1이(가) %2부터 %3까지의 코드에 들지 않습니다</translation>
    </message>
    <message>
        <source>its zero point has another type than its integers, or one that is not supported</source>
        <translation>영점의 자료형이 정수의 자료형과 다르거나 지원되지 않습니다</translation>
    </message>
    <message>
        <source>name it FILE.onnx or FILE.propago</source>
        <translation>파일 이름을 FILE.onnx 또는 FILE.propago로 하십시오</translation>
    </message>
    <message>
        <source>no layer with weights to quantise is called %1</source>
        <translation>양자화할 가중치가 있는 층 가운데 %1(이)라는 이름은 없습니다</translation>
    </message>
    <message>
        <source>of the pictures that calibrate the integers (%2), very few are also among those they are judged by (%1)</source>
        <translation>정수 형식을 보정하는 그림(%2) 가운데 아주 일부(%1)가 검증용 그림에도 들어 있습니다</translation>
    </message>
    <message>
        <source>of the pictures that would calibrate the integers (%2), some are among those they are judged by (%1)</source>
        <translation>정수 형식을 보정할 그림(%2) 가운데 일부(%1)가 검증용 그림에도 들어 있습니다</translation>
    </message>
    <message>
        <source>only maps with the channels first are supported</source>
        <translation>채널이 먼저 오는 맵만 지원합니다</translation>
    </message>
    <message>
        <source>only values that the network computes are quantised</source>
        <translation>신경망이 계산하는 값만 양자화할 수 있습니다</translation>
    </message>
    <message>
        <source>quantise activations for each tensor</source>
        <translation>활성값을 텐서 단위로 양자화하십시오</translation>
    </message>
    <message>
        <source>stored in bf16, %1 becomes %2</source>
        <translation>bf16으로 저장하면 %1은(는) %2이(가) 됩니다</translation>
    </message>
    <message>
        <source>sums of %1 products do not fit into the 32 bits of integer inference</source>
        <translation>곱 %1개의 합은 정수 추론의 32비트에 들어가지 않습니다</translation>
    </message>
    <message>
        <source>the machine changed while %1 was timed: the last quarter of its runs took %2 times as long as the first; measure again</source>
        <translation>%1의 시간을 재는 동안 컴퓨터 상태가 변했습니다. 마지막 4분의 1 실행이 처음 4분의 1보다 %2배 걸렸습니다. 다시 측정하십시오</translation>
    </message>
    <message>
        <source>the network takes %1 but the picture is %2</source>
        <translation>신경망은 %1을(를) 받지만 이 그림은 %2입니다</translation>
    </message>
    <message>
        <source>the output %1 is neither .onnx nor .propago</source>
        <translation>출력 %1은(는) .onnx도 .propago도 아닙니다</translation>
    </message>
    <message>
        <source>the race was cancelled</source>
        <translation>경주가 취소되었습니다</translation>
    </message>
    <message>
        <source>there are no weights of %1 bits</source>
        <translation>%1비트 가중치는 없습니다</translation>
    </message>
    <message>
        <source>there are only %1 held-out pictures</source>
        <translation>검증용 그림은 %1장뿐입니다</translation>
    </message>
    <message>
        <source>there is no range method called %1</source>
        <translation>%1(이)라는 범위 결정 방법은 없습니다</translation>
    </message>
    <message>
        <source>use 2, 4 or 8, or 0 to leave them as they are</source>
        <translation>2, 4, 8 중 하나를 쓰거나, 그대로 두려면 0을 쓰십시오</translation>
    </message>
    <message>
        <source>use 2, 4, 8 or 16</source>
        <translation>2, 4, 8, 16 중 하나를 쓰십시오</translation>
    </message>
    <message>
        <source>use 2, 4, 8 or 32 bits</source>
        <translation>2, 4, 8, 32비트 중에서 쓰세요</translation>
    </message>
    <message>
        <source>use a picture of the network&apos;s size</source>
        <translation>신경망에 맞는 크기의 그림을 사용하십시오</translation>
    </message>
    <message>
        <source>use a positive scale</source>
        <translation>양수인 척도를 쓰십시오</translation>
    </message>
    <message>
        <source>use a zero point among them</source>
        <translation>그 안에 드는 영점을 쓰십시오</translation>
    </message>
    <message>
        <source>use uint8 or int8</source>
        <translation>uint8이나 int8을 쓰십시오</translation>
    </message>
    <message>
        <source>values cannot be rounded to %1 bits</source>
        <translation>값을 %1비트로 반올림할 수 없습니다</translation>
    </message>
    <message>
        <source>values with a scale for each channel are not supported</source>
        <translation>채널마다 척도가 다른 값은 지원하지 않습니다</translation>
    </message>
    <message>
        <source>weights cannot be rounded to %1 bits</source>
        <translation>가중치를 %1비트로 반올림할 수 없습니다</translation>
    </message>
    <message>
        <source>write e.g. %1; there are 2, 4, 8 and 32 bits</source>
        <translation>예를 들어 %1처럼 적으십시오. 비트 수는 2, 4, 8, 32가 있습니다</translation>
    </message>
    <message>
        <source>Step of the input</source>
        <translation>입력의 간격</translation>
    </message>
    <message>
        <source>add your account to the group video and log in again</source>
        <translation>계정을 video 그룹에 넣고 다시 로그인하십시오</translation>
    </message>
    <message>
        <source>close that program and connect again</source>
        <translation>그 프로그램을 닫고 다시 연결하십시오</translation>
    </message>
    <message>
        <source>install OpenCV&apos;s videoio and build Propago anew</source>
        <translation>OpenCV의 videoio를 설치하고 Propago를 다시 빌드하십시오</translation>
    </message>
    <message>
        <source>name a film or a numbered sequence of pictures</source>
        <translation>동영상이나 번호가 붙은 그림들을 지정하십시오</translation>
    </message>
    <message>
        <source>no camera was found</source>
        <translation>카메라를 찾지 못했습니다</translation>
    </message>
    <message>
        <source>no pictures can be read from it</source>
        <translation>여기에서 그림을 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>plug one in, or choose another one, and connect again</source>
        <translation>카메라를 꽂거나 다른 카메라를 고른 뒤 다시 연결하십시오</translation>
    </message>
    <message>
        <source>the camera is busy: another program seems to be using it</source>
        <translation>카메라가 사용 중입니다. 다른 프로그램이 쓰고 있는 것 같습니다</translation>
    </message>
    <message>
        <source>the camera may not be used</source>
        <translation>카메라를 사용할 권한이 없습니다</translation>
    </message>
    <message>
        <source>the part of the program that reads cameras cannot be loaded</source>
        <translation>카메라를 읽는 부분을 불러올 수 없습니다</translation>
    </message>
    <message>
        <source>--camera takes a number, a file or an address</source>
        <translation>--camera에는 번호나 파일 또는 주소를 적어야 합니다</translation>
    </message>
    <message>
        <source>connect again</source>
        <translation>다시 연결하십시오</translation>
    </message>
    <message>
        <source>the pictures cannot be read any more: %1</source>
        <translation>그림을 더 읽을 수 없습니다: %1</translation>
    </message>
</context>
<context>
    <name>LayerPurpose</name>
    <message>
        <source>A convolution that makes maps larger</source>
        <translation>맵을 키우는 합성곱</translation>
    </message>
    <message>
        <source>Adds a skip to the main path</source>
        <translation>건너뛴 연결을 본길에 더함</translation>
    </message>
    <message>
        <source>Drops some values while training</source>
        <translation>학습 중에 값 일부를 버림</translation>
    </message>
    <message>
        <source>Every output looks at every input</source>
        <translation>모든 출력이 모든 입력을 봄</translation>
    </message>
    <message>
        <source>Keeps the largest value of each window</source>
        <translation>창마다 가장 큰 값을 남김</translation>
    </message>
    <message>
        <source>Keeps what is positive, makes the rest 0</source>
        <translation>양수만 남기고 나머지는 0으로</translation>
    </message>
    <message>
        <source>Makes maps larger or smaller</source>
        <translation>맵을 키우거나 줄임</translation>
    </message>
    <message>
        <source>Mean 0 and deviation 1 for each map of a batch</source>
        <translation>배치의 맵마다 평균 0, 표준편차 1</translation>
    </message>
    <message>
        <source>Mean 0 and deviation 1 for each picture</source>
        <translation>그림마다 평균 0, 표준편차 1</translation>
    </message>
    <message>
        <source>Mean 0 and deviation 1 for groups of maps</source>
        <translation>맵 그룹마다 평균 0, 표준편차 1</translation>
    </message>
    <message>
        <source>Means, so that a given size comes out</source>
        <translation>평균을 내어 정해진 크기로</translation>
    </message>
    <message>
        <source>Puts an edge around each map</source>
        <translation>맵마다 테두리를 붙임</translation>
    </message>
    <message>
        <source>Puts branches one behind the other</source>
        <translation>가지를 차례로 이어 붙임</translation>
    </message>
    <message>
        <source>Slides small kernels over the maps</source>
        <translation>작은 커널을 맵 위로 미끄러뜨림</translation>
    </message>
    <message>
        <source>The mean of each map</source>
        <translation>맵마다의 평균</translation>
    </message>
    <message>
        <source>The mean of each window</source>
        <translation>창마다의 평균</translation>
    </message>
    <message>
        <source>The picture that enters the network</source>
        <translation>신경망에 들어오는 그림</translation>
    </message>
    <message>
        <source>The same values in another shape</source>
        <translation>같은 값을 다른 모양으로</translation>
    </message>
    <message>
        <source>The same values with other axes first</source>
        <translation>같은 값을 축의 순서만 바꾸어</translation>
    </message>
    <message>
        <source>Turns values into probabilities</source>
        <translation>값을 확률로 바꿈</translation>
    </message>
    <message>
        <source>Writes all maps into one row</source>
        <translation>모든 맵을 한 줄로 씀</translation>
    </message>
    <message>
        <source>Rounds to the steps of an integer format</source>
        <translation>정수 형식의 간격으로 반올림</translation>
    </message>
</context>
<context>
    <name>MicroscopeSheet</name>
    <message>
        <source>bias %1</source>
        <translation>편향 %1</translation>
    </message>
    <message>
        <source>%1 (rounding)</source>
        <translation>%1 (반올림)</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n more)</source>
        <translation>
            <numerusform>%1 (나머지 %n개)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StepWords</name>
    <message>
        <source>pictures and labels</source>
        <translation>그림과 레이블</translation>
    </message>
    <message>
        <source>gradient of the output</source>
        <translation>출력의 기울기</translation>
    </message>
    <message>
        <source>%1: gradient of its input</source>
        <translation>%1: 입력의 기울기</translation>
    </message>
    <message>
        <source>%1: gradient of %2</source>
        <translation>%1: %2의 기울기</translation>
    </message>
    <message>
        <source>load</source>
        <translation>불러오기</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>순전파</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>backward</source>
        <translation>역전파</translation>
    </message>
    <message>
        <source>exchange</source>
        <translation>교환</translation>
    </message>
    <message>
        <source>update</source>
        <translation>갱신</translation>
    </message>
    <message>
        <source>epoch %1 · batch %2/%3</source>
        <translation>에폭 %1 · 배치 %2/%3</translation>
    </message>
    <message>
        <source>%1 pictures</source>
        <translation>그림 %1장</translation>
    </message>
    <message>
        <source>mean of %1 pictures: %2</source>
        <translation>그림 %1장의 평균: %2</translation>
    </message>
    <message>
        <source>learning rate %1</source>
        <translation>학습률 %1</translation>
    </message>
    <message>
        <source>%1 multiply-adds for each picture</source>
        <translation>그림 한 장당 곱셈-덧셈 %1회</translation>
    </message>
    <message>
        <source>Press Space to train, or the right arrow for a single step.</source>
        <translation>스페이스 키를 누르면 학습하고, 오른쪽 화살표 키를 누르면 한 단계 나아갑니다.</translation>
    </message>
    <message>
        <source>clip gradients</source>
        <translation>기울기 자르기</translation>
    </message>
    <message>
        <source>norm of all gradients now %1</source>
        <translation>지금 기울기 전체의 노름 %1</translation>
    </message>
</context>
<context>
    <name>TimelineMarks</name>
    <message>
        <source>Batch %1: kept whole, going back is immediate here</source>
        <translation>배치 %1: 통째로 보관된 시점, 여기로는 바로 돌아갑니다</translation>
    </message>
    <message>
        <source>Batch %1: the remembered moment</source>
        <translation>배치 %1: 기억해 둔 시점</translation>
    </message>
    <message>
        <source>Batch %1: a run pauses here</source>
        <translation>배치 %1: 여기서 실행이 멈춥니다</translation>
    </message>
    <message>
        <source>Batch %1: a condition paused the run</source>
        <translation>배치 %1: 조건이 맞아 실행이 멈췄습니다</translation>
    </message>
    <message>
        <source>Batch %1: the run paused at %2</source>
        <translation>배치 %1: %2에서 실행이 멈췄습니다</translation>
    </message>
    <message>
        <source>Batch %1: the training diverged, the step was taken back</source>
        <translation>배치 %1: 학습이 발산하여 그 단계를 되돌렸습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n pause(s)</source>
        <translation>
            <numerusform>멈춤 %n번</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n divergence(s)</source>
        <translation>
            <numerusform>발산 %n번</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n keyframe(s)</source>
        <translation>
            <numerusform>보관된 시점 %n개</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::AnswerPanel</name>
    <message>
        <source>What comes out</source>
        <translation>출력 결과</translation>
    </message>
    <message>
        <source>The five likeliest</source>
        <translation>가능성이 가장 높은 다섯 범주</translation>
    </message>
    <message>
        <source>all</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>top 5</source>
        <translation>상위 5</translation>
    </message>
    <message>
        <source>No picture yet</source>
        <translation>아직 그림이 없습니다</translation>
    </message>
    <message>
        <source>Open one, drop it here, take a sample or draw.</source>
        <translation>그림을 열거나 여기에 끌어다 놓거나, 예제를 고르거나 직접 그리십시오.</translation>
    </message>
    <message>
        <source>This picture could not be classified</source>
        <translation>이 그림을 분류할 수 없습니다</translation>
    </message>
    <message>
        <source>%1, %2 %</source>
        <translation>%1, %2 %</translation>
    </message>
    <message>
        <source>%1 · this inference took %2 µs</source>
        <translation>%1 · 이번 추론에 %2 µs 걸림</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>범주</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>확률</translation>
    </message>
</context>
<context>
    <name>propago::AnswersCanvas</name>
    <message>
        <source>Answers before and now</source>
        <translation>이전과 지금의 답</translation>
    </message>
    <message>
        <source>%1: was taken for %2, now for %3; its probability went from %4 to %5</source>
        <translation>%1: 전에는 %2, 지금은 %3(으)로 판단. 확률이 %4에서 %5(으)로 바뀜</translation>
    </message>
</context>
<context>
    <name>propago::AugmentationBox</name>
    <message>
        <source>shift</source>
        <translation>이동</translation>
    </message>
    <message>
        <source>flip</source>
        <translation>뒤집기</translation>
    </message>
    <message>
        <source>rotate</source>
        <translation>회전</translation>
    </message>
    <message>
        <source>scale</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>색</translation>
    </message>
    <message>
        <source>cutout</source>
        <translation>컷아웃</translation>
    </message>
    <message>
        <source>mixup</source>
        <translation>믹스업</translation>
    </message>
    <message>
        <source>Augmentation: %1</source>
        <translation>데이터 증강: %1</translation>
    </message>
    <message>
        <source>Moves each picture by up to %1 pixels to each side</source>
        <translation>각 그림을 어느 쪽으로든 최대 %1픽셀 옮깁니다</translation>
    </message>
    <message>
        <source>Exchanges left and right in %1 % of the pictures</source>
        <translation>그림의 %1 %에서 왼쪽과 오른쪽을 바꿉니다</translation>
    </message>
    <message>
        <source>Turns each picture by up to %1° to each side</source>
        <translation>각 그림을 어느 쪽으로든 최대 %1° 돌립니다</translation>
    </message>
    <message>
        <source>Makes each picture up to %1 % larger or smaller</source>
        <translation>각 그림을 최대 %1 % 키우거나 줄입니다</translation>
    </message>
    <message>
        <source>Changes brightness and contrast of each picture by up to %1 %</source>
        <translation>각 그림의 밝기와 대비를 최대 %1 % 바꿉니다</translation>
    </message>
    <message>
        <source>Blackens a square of %1 × %1 pixels in each picture</source>
        <translation>각 그림에서 %1 × %1픽셀의 정사각형을 검게 칠합니다</translation>
    </message>
    <message>
        <source>Blends each picture and its ideal with another&apos;s; shares from Beta(%1, %1)</source>
        <translation>각 그림과 그 이상값을 다른 그림의 것과 섞습니다. 비율은 Beta(%1, %1)에서 나옵니다</translation>
    </message>
</context>
<context>
    <name>propago::BitBudgetView</name>
    <message>
        <source>Goal reached</source>
        <translation>목표 달성</translation>
    </message>
    <message>
        <source>Goal missed</source>
        <translation>목표 미달</translation>
    </message>
    <message>
        <source>Recover %1 bits by training</source>
        <translation>학습으로 %1비트 되살리기</translation>
    </message>
    <message>
        <source>Recover by training</source>
        <translation>학습으로 되살리기</translation>
    </message>
    <message>
        <source>Accuracy against size</source>
        <translation>크기에 따른 정확도</translation>
    </message>
    <message>
        <source>upper left is better; above the line of the goal 99 % are kept</source>
        <translation>왼쪽 위일수록 좋음; 목표 선 위는 99 %를 지킴</translation>
    </message>
    <message>
        <source>Nothing judged yet: choose bits and press Try it, or let it be found</source>
        <translation>아직 평가한 것이 없습니다. 비트를 고르고 평가하기를 누르거나, 자동으로 찾게 하세요</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>가중치</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>정확도</translation>
    </message>
    <message>
        <source>found</source>
        <translation>자동으로 찾은 것</translation>
    </message>
    <message>
        <source>best of all</source>
        <translation>전체 중 최선</translation>
    </message>
    <message>
        <source>your trials</source>
        <translation>내 시도</translation>
    </message>
    <message>
        <source>goal</source>
        <translation>목표</translation>
    </message>
    <message>
        <source>Bit budget</source>
        <translation>비트 예산</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>평가하기</translation>
    </message>
    <message>
        <source>Judge this choice on held-out pictures (Enter)</source>
        <translation>이 선택을 검증용 그림으로 평가합니다(Enter)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Find it for me</source>
        <translation>자동으로 찾기</translation>
    </message>
    <message>
        <source>Give bits away one layer at a time, where it costs least</source>
        <translation>손해가 가장 적은 층부터 한 층씩 비트를 줄여 갑니다</translation>
    </message>
    <message>
        <source>Train with rounded weights, so that few bits become enough</source>
        <translation>반올림한 가중치로 학습하여 적은 비트로도 충분하게 만듭니다</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>All %1 bits</source>
        <translation>모두 %1비트</translation>
    </message>
    <message>
        <source>Progress of the measurement</source>
        <translation>측정 진행률</translation>
    </message>
</context>
<context>
    <name>propago::BitCanvas</name>
    <message>
        <source>Bits of the number in each format</source>
        <translation>각 형식에서 이 수의 비트</translation>
    </message>
    <message>
        <source>sign</source>
        <translation>부호</translation>
    </message>
    <message>
        <source>exponent</source>
        <translation>지수</translation>
    </message>
    <message>
        <source>fraction, or the integer</source>
        <translation>가수 또는 정수</translation>
    </message>
    <message>
        <source>the bits stand for</source>
        <translation>비트가 나타내는 값</translation>
    </message>
    <message>
        <source>error</source>
        <translation>오차</translation>
    </message>
    <message>
        <source>relative</source>
        <translation>상대 오차</translation>
    </message>
    <message>
        <source>spacing (ulp)</source>
        <translation>간격(ulp)</translation>
    </message>
    <message>
        <source>Flip it: %1 becomes %2</source>
        <translation>뒤집기: %1 값이 %2(으)로 바뀝니다</translation>
    </message>
</context>
<context>
    <name>propago::BitGame</name>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 bits are enough here: %2 of %3</source>
        <translation>여기서는 %1비트로 충분합니다: 정확도 %2(fp32 %3)</translation>
    </message>
    <message>
        <source>%1 bits are not enough here: %2 of %3</source>
        <translation>여기서는 %1비트로 부족합니다: 정확도 %2(fp32 %3)</translation>
    </message>
    <message>
        <source>%1 kB</source>
        <translation>%1 kB</translation>
    </message>
    <message>
        <source>%1 of weights, not judged yet</source>
        <translation>가중치 %1, 아직 평가하지 않음</translation>
    </message>
    <message>
        <source>%1, %2 times smaller than fp32 · accuracy %3 (%4 to %5), %6 of fp32</source>
        <translation>%1, fp32보다 %2배 작음 · 정확도 %3(%4~%5), fp32의 %6</translation>
    </message>
    <message>
        <source>Best so far: %1, %2 times smaller than fp32, with %3</source>
        <translation>지금까지 최고: %1, fp32보다 %2배 작고 정확도 %3</translation>
    </message>
    <message>
        <source>Goal: keep 99 % of fp32&apos;s accuracy with the fewest bytes</source>
        <translation>목표: 가장 적은 바이트로 fp32 정확도의 99 % 지키기</translation>
    </message>
    <message>
        <source>Whether 4 or 2 bits are enough for this network: try them in all layers, or let it be found.</source>
        <translation>이 신경망에 4비트나 2비트면 충분할까요? 모든 층에 적용해 보거나 자동으로 찾게 하세요.</translation>
    </message>
</context>
<context>
    <name>propago::BitRowsCanvas</name>
    <message>
        <source>%1: %2 bits</source>
        <translation>%1: %2비트</translation>
    </message>
    <message>
        <source>Bits of each layer</source>
        <translation>층마다의 비트</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>층</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>가중치</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>비트</translation>
    </message>
    <message>
        <source>area: bytes</source>
        <translation>넓이: 바이트</translation>
    </message>
    <message>
        <source>loss +</source>
        <translation>손실 +</translation>
    </message>
</context>
<context>
    <name>propago::BitsPage</name>
    <message>
        <source>The int8 network can be written as an ONNX file that other programs run with the same answers.</source>
        <translation>int8 신경망을 ONNX 파일로 저장하면 다른 프로그램에서도 같은 답으로 실행됩니다.</translation>
    </message>
    <message>
        <source>Export int8 as ONNX…</source>
        <translation>int8을 ONNX로 내보내기…</translation>
    </message>
    <message>
        <source>Export int8 as ONNX</source>
        <translation>int8을 ONNX로 내보내기</translation>
    </message>
</context>
<context>
    <name>propago::BuilderCanvas</name>
    <message>
        <source>Layers of the network</source>
        <translation>신경망의 층</translation>
    </message>
    <message>
        <source>not known until %1 fits</source>
        <translation>%1이(가) 맞아야 알 수 있습니다</translation>
    </message>
    <message>
        <source>Drag an Input here, then the layers that follow it, or choose a template above.</source>
        <translation>Input을 여기로 끌어다 놓고 뒤따르는 층을 놓으세요. 위에서 서식을 골라도 됩니다.</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>매개변수 %1개</translation>
    </message>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation>
            <numerusform>층 %n개</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::BuilderForm</name>
    <message>
        <source>Choose a layer to set it up.</source>
        <translation>층을 고르면 설정할 수 있습니다.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Channels, rows and columns: 1x28x28</source>
        <translation>채널, 행, 열: 1x28x28</translation>
    </message>
    <message>
        <source>Size of the picture</source>
        <translation>그림의 크기</translation>
    </message>
    <message>
        <source>One input less</source>
        <translation>입력 하나 빼기</translation>
    </message>
    <message>
        <source>Reads</source>
        <translation>입력</translation>
    </message>
    <message>
        <source>Reads (%1)</source>
        <translation>입력 (%1)</translation>
    </message>
    <message>
        <source>One input more</source>
        <translation>입력 하나 더하기</translation>
    </message>
    <message>
        <source>%1 (edit it as text)</source>
        <translation>%1 (글에서 편집)</translation>
    </message>
    <message>
        <source>above</source>
        <translation>위</translation>
    </message>
    <message>
        <source>left</source>
        <translation>왼쪽</translation>
    </message>
    <message>
        <source>below</source>
        <translation>아래</translation>
    </message>
    <message>
        <source>right</source>
        <translation>오른쪽</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>행</translation>
    </message>
    <message>
        <source>columns</source>
        <translation>열</translation>
    </message>
</context>
<context>
    <name>propago::BuilderModel</name>
    <message>
        <source>The network takes pictures of %1, but those of %2 are %3.</source>
        <translation>신경망은 %1 그림을 받지만 %2의 그림은 %3입니다.</translation>
    </message>
    <message>
        <source>The last layer gives %1 values, but %2 has %3 categories: %3 − %1 = %4 are missing.</source>
        <translation>마지막 층의 값은 %1개이지만 %2의 범주는 %3개입니다: %3 − %1 = %4개가 모자랍니다.</translation>
    </message>
</context>
<context>
    <name>propago::BuilderPalette</name>
    <message>
        <source>Layers to add</source>
        <translation>추가할 층</translation>
    </message>
    <message>
        <source>Enter adds the layer behind the chosen one</source>
        <translation>Enter를 누르면 고른 층 뒤에 추가됩니다</translation>
    </message>
</context>
<context>
    <name>propago::BuilderView</name>
    <message>
        <source>Network builder</source>
        <translation>신경망 만들기</translation>
    </message>
    <message>
        <source>Begin with a template</source>
        <translation>서식에서 시작</translation>
    </message>
    <message>
        <source>Begin with…</source>
        <translation>시작할 서식…</translation>
    </message>
    <message>
        <source>an empty canvas</source>
        <translation>빈 화면</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Use this network</source>
        <translation>이 신경망 사용</translation>
    </message>
    <message>
        <source>Back to the network that is open (Escape)</source>
        <translation>열려 있는 신경망으로 돌아가기 (Escape)</translation>
    </message>
    <message>
        <source>Close the builder</source>
        <translation>만들기 닫기</translation>
    </message>
    <message>
        <source>Find a layer</source>
        <translation>층 찾기</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>층</translation>
    </message>
    <message>
        <source>The network as text</source>
        <translation>글로 쓴 신경망</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>글</translation>
    </message>
    <message>
        <source>Table of the layers</source>
        <translation>층의 표</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>출력</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>매개변수</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>곱셈-덧셈</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>표</translation>
    </message>
    <message>
        <source>PyTorch</source>
        <translation>PyTorch</translation>
    </message>
    <message>
        <source>The network as PyTorch code</source>
        <translation>PyTorch 코드로 쓴 신경망</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Undo: %1 (Ctrl+Z)</source>
        <translation>실행 취소: %1 (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>취소할 것이 없습니다</translation>
    </message>
    <message>
        <source>Redo: %1 (Ctrl+Shift+Z)</source>
        <translation>다시 실행: %1 (Ctrl+Shift+Z)</translation>
    </message>
    <message>
        <source>Nothing to redo</source>
        <translation>다시 할 것이 없습니다</translation>
    </message>
    <message>
        <source>%1 parameters · %2 multiply-adds · %3</source>
        <translation>매개변수 %1개 · 곱셈-덧셈 %2회 · %3</translation>
    </message>
    <message>
        <source>It fits together and can be trained.</source>
        <translation>서로 맞으며 학습할 수 있습니다.</translation>
    </message>
    <message>
        <source>Line %1, character %2: %3</source>
        <translation>%1번째 줄 %2번째 글자: %3</translation>
    </message>
    <message>
        <source>All</source>
        <translation>전체</translation>
    </message>
</context>
<context>
    <name>propago::Camera</name>
    <message>
        <source>The pictures have stopped (%1); see whether it is plugged in, then connect again.</source>
        <translation>영상이 끊겼습니다 (%1). 꽂혀 있는지 확인한 뒤 다시 연결하세요.</translation>
    </message>
    <message>
        <source>No picture comes any more (%1); see whether it is plugged in and no other program uses it, then connect again.</source>
        <translation>영상이 더 들어오지 않습니다 (%1). 꽂혀 있는지, 다른 프로그램이 쓰고 있지 않은지 확인한 뒤 다시 연결하세요.</translation>
    </message>
</context>
<context>
    <name>propago::CameraControl</name>
    <message>
        <source>Camera</source>
        <translation>카메라</translation>
    </message>
    <message>
        <source>Live pictures of a camera</source>
        <translation>카메라의 실시간 영상</translation>
    </message>
    <message>
        <source>Choose the camera</source>
        <translation>카메라 고르기</translation>
    </message>
    <message>
        <source>No camera was found</source>
        <translation>카메라를 찾지 못했습니다</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>카메라를 찾는 중…</translation>
    </message>
    <message>
        <source>As in a looking glass</source>
        <translation>거울처럼 좌우 바꾸기</translation>
    </message>
</context>
<context>
    <name>propago::CameraNotice</name>
    <message>
        <source>Connect again</source>
        <translation>다시 연결</translation>
    </message>
</context>
<context>
    <name>propago::CaptionCard</name>
    <message>
        <source>One scale for all layers</source>
        <translation>모든 층에 같은 척도</translation>
    </message>
    <message>
        <source>Only this phase</source>
        <translation>이 단계만</translation>
    </message>
    <message>
        <source>Draws faintly what has no part in the phase that is under way (D on the stage).</source>
        <translation>진행 중인 단계에 관여하지 않는 것을 흐리게 그립니다 (무대에서 D).</translation>
    </message>
    <message>
        <source>Keep ranges</source>
        <translation>범위 유지</translation>
    </message>
    <message>
        <source>Colours stand for the same values from step to step: a range grows with the largest value of the run, but never shrinks (K on the stage).</source>
        <translation>색이 단계마다 같은 값을 뜻합니다. 범위는 실행 중 가장 큰 값에 따라 넓어지지만 줄어들지 않습니다 (무대에서 K).</translation>
    </message>
    <message>
        <source>Each layer to its own largest value shows patterns; one scale for all shows true sizes (S on the stage).</source>
        <translation>층마다 가장 큰 값에 맞추면 무늬가 보이고, 하나의 척도로 보면 실제 크기가 보입니다 (무대에서 S).</translation>
    </message>
</context>
<context>
    <name>propago::ChangesView</name>
    <message>
        <source>epoch %1 · batch %2</source>
        <translation>에폭 %1 · 배치 %2</translation>
    </message>
    <message>
        <source>parameter</source>
        <translation>매개변수</translation>
    </message>
    <message>
        <source>size before</source>
        <translation>이전 크기</translation>
    </message>
    <message>
        <source>size now</source>
        <translation>지금 크기</translation>
    </message>
    <message>
        <source>moved by</source>
        <translation>이동 거리</translation>
    </message>
    <message>
        <source>in %</source>
        <translation>%</translation>
    </message>
    <message>
        <source>moved most</source>
        <translation>가장 많이 움직임</translation>
    </message>
    <message>
        <source>before</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>What has changed: %1 → %2</source>
        <translation>바뀐 것: %1 → %2</translation>
    </message>
    <message>
        <source>Nothing yet: this moment is remembered. Go on, or back in time, and see here what is different.</source>
        <translation>아직 없습니다. 이 순간을 기억했습니다. 앞으로 가거나 시간을 되돌리면 달라진 것이 여기에 보입니다.</translation>
    </message>
    <message numerus="yes">
        <source>%1 moved most for its size, by %2 %. Of %n held-out picture(s), %3 became right and %4 became wrong.</source>
        <translation>
            <numerusform>크기에 비해 %1이(가) 가장 많이 움직였습니다(%2 %). 시험 그림 %n장 가운데 %3장이 맞게, %4장이 틀리게 바뀌었습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>What has changed</source>
        <translation>바뀐 것</translation>
    </message>
    <message>
        <source>Remember this moment</source>
        <translation>이 순간 기억하기</translation>
    </message>
    <message>
        <source>Compare with the present moment from now on</source>
        <translation>이제부터 지금 순간과 비교합니다</translation>
    </message>
    <message>
        <source>Back to the network (Escape)</source>
        <translation>신경망으로 돌아가기 (Escape)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>propago::Chart</name>
    <message>
        <source>%1, smoothed %2</source>
        <translation>%1, 평활 %2</translation>
    </message>
    <message>
        <source>%1: %2 right</source>
        <translation>%1: %2개 정답</translation>
    </message>
    <message>
        <source>%1 taken for %2: %3</source>
        <translation>%1을(를) %2(으)로 잘못 인식: %3</translation>
    </message>
    <message>
        <source>%1 of %2 lie on the diagonal</source>
        <translation>%2개 중 %1개가 대각선 위에 있습니다</translation>
    </message>
    <message>
        <source>%1, %2 by %3. %4.</source>
        <translation>%1, %3에 따른 %2. %4.</translation>
    </message>
    <message>
        <source>%1: between %2 and %3</source>
        <translation>%1: %2에서 %3 사이</translation>
    </message>
    <message>
        <source>%1: from %2 to %3, lowest %4, highest %5</source>
        <translation>%1: %2에서 %3까지, 최저 %4, 최고 %5</translation>
    </message>
    <message>
        <source>%1: no values</source>
        <translation>%1: 값 없음</translation>
    </message>
    <message>
        <source>%1: nothing yet</source>
        <translation>%1: 아직 없음</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>정확도</translation>
    </message>
    <message>
        <source>Accuracy against latency</source>
        <translation>지연 시간에 따른 정확도</translation>
    </message>
    <message>
        <source>Gradient of each layer</source>
        <translation>층별 기울기</translation>
    </message>
    <message>
        <source>Latency of one picture</source>
        <translation>그림 한 장의 지연 시간</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>학습률</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>Step against weights</source>
        <translation>가중치 대비 보폭</translation>
    </message>
    <message>
        <source>What was taken for what</source>
        <translation>혼동 행렬: 무엇을 무엇으로 보았는가</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>정확도</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>답</translation>
    </message>
    <message>
        <source>blue: right · orange: mistaken · darker: more of its row</source>
        <translation>파랑: 정답 · 주황: 오답 · 진할수록 행에서 차지하는 비율이 큼</translation>
    </message>
    <message>
        <source>each batch</source>
        <translation>배치별</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>에폭 %1</translation>
    </message>
    <message>
        <source>epoch mean</source>
        <translation>에폭 평균</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>검증</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>지연 시간</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>층</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>학습률</translation>
    </message>
    <message>
        <source>gradient norm</source>
        <translation>기울기의 크기</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>loss is not a number</source>
        <translation>손실이 수가 아님</translation>
    </message>
    <message>
        <source>lr · |gradient| / |weights|</source>
        <translation>학습률 · |기울기| / |가중치|</translation>
    </message>
    <message>
        <source>median latency</source>
        <translation>지연 시간의 중앙값</translation>
    </message>
    <message>
        <source>no gradient yet: it is there after the first backward pass</source>
        <translation>아직 기울기가 없습니다. 첫 역전파가 끝나면 나타납니다</translation>
    </message>
    <message>
        <source>nothing compared yet</source>
        <translation>아직 비교한 것이 없습니다</translation>
    </message>
    <message>
        <source>nothing measured yet: press Space to train</source>
        <translation>아직 측정한 것이 없습니다. 스페이스 키를 누르면 학습합니다</translation>
    </message>
    <message>
        <source>one plain step, before momentum or Adam reshape it; near 0.001 is healthy</source>
        <translation>모멘텀이나 Adam이 바꾸기 전의 단순한 한 걸음. 0.001 부근이면 양호합니다</translation>
    </message>
    <message>
        <source>runs finished</source>
        <translation>완료된 실행</translation>
    </message>
    <message>
        <source>share of runs finished by then; further left is faster</source>
        <translation>해당 시간 안에 끝난 실행의 비율. 왼쪽일수록 좋습니다</translation>
    </message>
    <message>
        <source>truth</source>
        <translation>정답</translation>
    </message>
    <message>
        <source>update</source>
        <translation>갱신</translation>
    </message>
    <message>
        <source>upper left is better; the bars are 95 % intervals</source>
        <translation>왼쪽 위일수록 좋으며, 막대는 95 % 신뢰 구간입니다</translation>
    </message>
    <message>
        <source>%1 taken for %2: %3 compared with fp32</source>
        <translation>%1을(를) %2(으)로 본 횟수: fp32 대비 %3</translation>
    </message>
    <message>
        <source>%1 more than fp32 lie on the diagonal</source>
        <translation>대각선에 fp32보다 %1개 더 있습니다</translation>
    </message>
    <message>
        <source>Throughput over batch size</source>
        <translation>배치 크기별 처리량</translation>
    </message>
    <message>
        <source>What %1 takes for what, minus fp32</source>
        <translation>%1의 혼동 행렬에서 fp32를 뺀 차이</translation>
    </message>
    <message>
        <source>What was taken for what in %1</source>
        <translation>%1에서 무엇을 무엇으로 보았나</translation>
    </message>
    <message>
        <source>all threads; the median of some rounds</source>
        <translation>모든 스레드, 여러 회차의 중앙값</translation>
    </message>
    <message>
        <source>batch size</source>
        <translation>배치 크기</translation>
    </message>
    <message>
        <source>beaten by none</source>
        <translation>더 나은 것이 없음</translation>
    </message>
    <message>
        <source>blue: better than fp32 · orange: worse · empty: as often</source>
        <translation>파랑: fp32보다 나음 · 주황: 나쁨 · 빈칸: 같음</translation>
    </message>
    <message>
        <source>images/s</source>
        <translation>이미지/초</translation>
    </message>
    <message>
        <source>needs fp32 and another format</source>
        <translation>fp32와 다른 형식이 하나 더 필요합니다</translation>
    </message>
</context>
<context>
    <name>propago::ChartWidget</name>
    <message>
        <source>smoothing</source>
        <translation>평활</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>평활</translation>
    </message>
    <message>
        <source>Moving average of the noisy curve; the raw one stays visible</source>
        <translation>잡음이 많은 곡선의 이동 평균이며, 원래 곡선도 함께 보입니다</translation>
    </message>
    <message>
        <source>log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Logarithmic axis</source>
        <translation>로그 축</translation>
    </message>
    <message>
        <source>whole</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>Show everything again (0)</source>
        <translation>전체 다시 보기 (0)</translation>
    </message>
    <message>
        <source>Copy, export, show as a table</source>
        <translation>복사, 내보내기, 표로 보기</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>그림 복사</translation>
    </message>
    <message>
        <source>Copy values</source>
        <translation>값 복사</translation>
    </message>
    <message>
        <source>Show as table…</source>
        <translation>표로 보기…</translation>
    </message>
    <message>
        <source>Export PNG</source>
        <translation>PNG 내보내기</translation>
    </message>
    <message>
        <source>%1 × size…</source>
        <translation>%1배 크기…</translation>
    </message>
    <message>
        <source>Export %1…</source>
        <translation>%1 내보내기…</translation>
    </message>
    <message>
        <source>Export chart</source>
        <translation>차트 내보내기</translation>
    </message>
    <message>
        <source>%1 files (*.%2)</source>
        <translation>%1 파일 (*.%2)</translation>
    </message>
    <message>
        <source>Chart written to %1</source>
        <translation>차트를 %1에 저장했습니다</translation>
    </message>
    <message>
        <source>Picture of the chart copied</source>
        <translation>차트 그림을 복사했습니다</translation>
    </message>
    <message>
        <source>Values of the chart copied as CSV</source>
        <translation>차트의 값을 CSV로 복사했습니다</translation>
    </message>
    <message numerus="yes">
        <source>zero or below, not on a log axis: %n</source>
        <translation>
            <numerusform>0 이하라서 로그 축에 없는 값: %n개</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::ClassifyView</name>
    <message>
        <source>Choose a picture</source>
        <translation>그림 선택</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>열기…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>붙여넣기</translation>
    </message>
    <message>
        <source>or drop pictures anywhere here</source>
        <translation>또는 그림을 아무 곳에나 놓으십시오</translation>
    </message>
    <message>
        <source>Brush width</source>
        <translation>붓 굵기</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>지우기</translation>
    </message>
    <message>
        <source>brush</source>
        <translation>붓</translation>
    </message>
    <message>
        <source>What goes in</source>
        <translation>입력</translation>
    </message>
    <message>
        <source>As loaded</source>
        <translation>불러온 그대로</translation>
    </message>
    <message>
        <source>As the network sees it</source>
        <translation>신경망이 보는 모습</translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation>예제 %1</translation>
    </message>
    <message>
        <source>Open pictures</source>
        <translation>그림 열기</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif)</source>
        <translation>그림 (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>모든 파일 (*)</translation>
    </message>
    <message>
        <source>clipboard</source>
        <translation>클립보드</translation>
    </message>
    <message>
        <source>drawing</source>
        <translation>직접 그린 그림</translation>
    </message>
    <message>
        <source>as loaded</source>
        <translation>불러온 그대로</translation>
    </message>
    <message>
        <source>as loaded, %1</source>
        <translation>불러온 그대로, %1</translation>
    </message>
    <message>
        <source>as the network sees it</source>
        <translation>신경망이 보는 모습</translation>
    </message>
    <message>
        <source>as the network sees it, %1</source>
        <translation>신경망이 보는 모습, %1</translation>
    </message>
    <message>
        <source>Nothing is fetched from the network: save the picture first, then drop the file.</source>
        <translation>네트워크에서는 아무것도 가져오지 않습니다. 그림을 먼저 저장한 뒤 그 파일을 끌어다 놓으십시오.</translation>
    </message>
    <message>
        <source>dropped picture</source>
        <translation>끌어다 놓은 그림</translation>
    </message>
</context>
<context>
    <name>propago::ComparePage</name>
    <message>
        <source>Calibration…</source>
        <translation>보정…</translation>
    </message>
    <message>
        <source>How the integers are made</source>
        <translation>정수를 만드는 방법</translation>
    </message>
    <message>
        <source>Export CSV…</source>
        <translation>CSV 내보내기…</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>나란히 비교</translation>
    </message>
    <message>
        <source>Formats side by side</source>
        <translation>형식 나란히 비교</translation>
    </message>
    <message>
        <source>Which precision is enough?</source>
        <translation>어느 정밀도면 충분할까요?</translation>
    </message>
    <message>
        <source>The comparison sends every held-out picture through this network in each chosen number format, and measures accuracy, size and speed on this machine. Training pauses meanwhile. Tick the formats above and press Run comparison.</source>
        <translation>검증용 그림을 모두 선택한 수 형식마다 이 신경망에 통과시켜 이 컴퓨터에서 정확도, 크기, 속도를 잽니다. 그동안 학습은 멈춥니다. 위에서 형식을 고르고 비교 실행을 누르세요.</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>지연 시간</translation>
    </message>
    <message>
        <source>Batches</source>
        <translation>배치</translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation>혼동 행렬</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>그림</translation>
    </message>
    <message>
        <source>Why not faster</source>
        <translation>빨라지지 않는 이유</translation>
    </message>
    <message>
        <source>What is shown of the comparison</source>
        <translation>비교에서 보여 줄 내용</translation>
    </message>
    <message>
        <source>Format whose confusion is shown</source>
        <translation>혼동 행렬을 보여 줄 형식</translation>
    </message>
    <message>
        <source>minus fp32</source>
        <translation>fp32를 뺌</translation>
    </message>
    <message>
        <source>Click a cell to read it.</source>
        <translation>칸을 누르면 값을 읽어 줍니다.</translation>
    </message>
    <message>
        <source>Pictures on which formats disagree</source>
        <translation>형식마다 답이 다른 그림</translation>
    </message>
    <message>
        <source>Why a format is not faster here</source>
        <translation>어떤 형식이 여기서 더 빠르지 않은 이유</translation>
    </message>
    <message>
        <source>Latency: batch 1, one thread, rounds over all formats in random order. Images/s: batch 64, all cores. Both measured on this machine.</source>
        <translation>지연 시간: 배치 1, 스레드 하나, 모든 형식을 무작위 순서로 번갈아 측정. 이미지/초: 배치 64, 모든 코어. 둘 다 이 컴퓨터에서 측정했습니다.</translation>
    </message>
    <message>
        <source>Integers will be made with: %1</source>
        <translation>정수를 만들 설정: %1</translation>
    </message>
    <message>
        <source>%1. Set since then: %2; run again to see what that changes.</source>
        <translation>%1. 그 뒤에 바꾼 설정: %2. 무엇이 달라지는지 보려면 다시 실행하세요.</translation>
    </message>
    <message>
        <source>There are none.</source>
        <translation>없습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s); click one to follow it through the layers. ✓ right, ✗ wrong.</source>
        <translation>
            <numerusform>그림 %n장. 누르면 층을 따라가며 볼 수 있습니다. ✓ 맞음, ✗ 틀림.</numerusform>
        </translation>
    </message>
    <message>
        <source>Every format is faster than fp32 here, and runs natively.</source>
        <translation>여기서는 모든 형식이 fp32보다 빠르고 하드웨어가 직접 계산합니다.</translation>
    </message>
    <message>
        <source>%1 taken for %2: %3 compared with fp32</source>
        <translation>%1을(를) %2(으)로 본 횟수: fp32 대비 %3</translation>
    </message>
    <message numerus="yes">
        <source>%1 recognised: %n</source>
        <translation>
            <numerusform>%1 맞힘: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 taken for %2: %n</source>
        <translation>
            <numerusform>%1을(를) %2(으)로 봄: %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Export table</source>
        <translation>표 내보내기</translation>
    </message>
    <message>
        <source>Table written to %1</source>
        <translation>표를 저장했습니다: %1</translation>
    </message>
</context>
<context>
    <name>propago::DisagreementGallery</name>
    <message>
        <source>Pictures on which formats disagree</source>
        <translation>형식마다 답이 다른 그림</translation>
    </message>
    <message>
        <source>is: %1</source>
        <translation>정답: %1</translation>
    </message>
    <message>
        <source>No picture is taken for different things.</source>
        <translation>답이 갈리는 그림이 없습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s). Up and Down choose one, Return opens it.</source>
        <translation>
            <numerusform>그림 %n장. 위아래 키로 고르고 Enter로 엽니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>All formats give the same answer to every picture.</source>
        <translation>모든 그림에서 모든 형식의 답이 같습니다.</translation>
    </message>
    <message>
        <source>nothing compared yet</source>
        <translation>아직 비교하지 않았습니다</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>%1–%2 %</source>
        <translation>%1~%2%</translation>
    </message>
</context>
<context>
    <name>propago::DrawingCanvas</name>
    <message>
        <source>Drawing canvas</source>
        <translation>그리기 영역</translation>
    </message>
    <message>
        <source>Draw with the left button, rub out with the right one</source>
        <translation>왼쪽 단추로 그리고 오른쪽 단추로 지웁니다</translation>
    </message>
    <message>
        <source>draw here</source>
        <translation>여기에 그리기</translation>
    </message>
</context>
<context>
    <name>propago::EngineHost</name>
    <message>
        <source>Saved: %1</source>
        <translation>저장함: %1</translation>
    </message>
    <message>
        <source>Stopped at %1, on the way forward.</source>
        <translation>순전파 중 %1에서 멈췄습니다.</translation>
    </message>
    <message>
        <source>Stopped at %1, on the way back.</source>
        <translation>역전파 중 %1에서 멈췄습니다.</translation>
    </message>
    <message>
        <source>This moment is remembered. &quot;What has changed since&quot; (Ctrl+D) compares with it.</source>
        <translation>이 순간을 기억했습니다. &quot;그 뒤로 바뀐 것&quot;(Ctrl+D)에서 비교합니다.</translation>
    </message>
    <message>
        <source>Stopped: the loss of this batch is %1.</source>
        <translation>멈춤: 이 배치의 손실이 %1입니다.</translation>
    </message>
    <message>
        <source>Stopped: the norm of all gradients is %1.</source>
        <translation>멈춤: 모든 기울기의 노름이 %1입니다.</translation>
    </message>
    <message numerus="yes">
        <source>Stopped: %n batch(es) are complete.</source>
        <translation>
            <numerusform>멈춤: 배치 %n개를 마쳤습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped: the picture that is shown is mistaken.</source>
        <translation>멈춤: 보이는 그림을 잘못 판단했습니다.</translation>
    </message>
    <message numerus="yes">
        <source>The network goes on with weights of %n bit(s): it is rounded while it learns. Space starts the run.</source>
        <translation>
            <numerusform>신경망이 %n비트 가중치로 이어집니다. 학습하는 동안 반올림됩니다. 스페이스 키로 시작하세요.</numerusform>
        </translation>
    </message>
    <message>
        <source>int8 network written to %1</source>
        <translation>int8 신경망을 저장했습니다: %1</translation>
    </message>
</context>
<context>
    <name>propago::FormatPicker</name>
    <message>
        <source>Formats to compare</source>
        <translation>비교할 형식</translation>
    </message>
</context>
<context>
    <name>propago::InspectorCard</name>
    <message>
        <source>Inspector</source>
        <translation>살펴보기</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>매개변수</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>곱셈-덧셈</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>층</translation>
    </message>
    <message>
        <source>smallest</source>
        <translation>최소</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>평균</translation>
    </message>
    <message>
        <source>deviation</source>
        <translation>표준 편차</translation>
    </message>
    <message>
        <source>largest</source>
        <translation>최대</translation>
    </message>
    <message>
        <source>Row %1, column %2: input map %3 times its kernel</source>
        <translation>%1행 %2열: 입력 맵 %3 × 해당 커널</translation>
    </message>
    <message numerus="yes">
        <source>Sum of %n products, the strongest first:</source>
        <translation>
            <numerusform>곱 %n개의 합, 큰 것부터:</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (the other %2)</source>
        <translation>%1 (나머지 %2개)</translation>
    </message>
    <message>
        <source>bias %1</source>
        <translation>편향 %1</translation>
    </message>
    <message>
        <source>sum %1</source>
        <translation>합 %1</translation>
    </message>
    <message>
        <source>neuron %1</source>
        <translation>뉴런 %1</translation>
    </message>
    <message>
        <source>map %1</source>
        <translation>맵 %1</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>그림</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>기울기</translation>
    </message>
    <message>
        <source>gradient %1</source>
        <translation>기울기 %1</translation>
    </message>
    <message>
        <source>value %1</source>
        <translation>값 %1</translation>
    </message>
    <message>
        <source>Click a map or neuron to see its numbers and how they came about. Double-click enlarges its layer; once more, and one number is under the microscope.</source>
        <translation>맵이나 뉴런을 누르면 그 수와 계산 과정이 보입니다. 두 번 누르면 층이 커지고, 다시 두 번 누르면 수 하나가 현미경 아래에 놓입니다.</translation>
    </message>
    <message>
        <source>Microscope</source>
        <translation>현미경</translation>
    </message>
    <message>
        <source>The arithmetic of its strongest number, term by term (M)</source>
        <translation>가장 강한 수의 계산을 항마다 봅니다 (M)</translation>
    </message>
    <message>
        <source>Edit network</source>
        <translation>신경망 편집</translation>
    </message>
    <message>
        <source>Add, change and remove layers (Ctrl+E)</source>
        <translation>층을 더하고 바꾸고 뺍니다 (Ctrl+E)</translation>
    </message>
</context>
<context>
    <name>propago::IntegerWalk</name>
    <message>
        <source>One multiply-add in int8</source>
        <translation>int8 곱셈-누산 하나</translation>
    </message>
    <message>
        <source>Choose an element of a convolution or a fully connected layer in the race: its integers are followed here from the bytes to the byte.</source>
        <translation>경주 화면에서 합성곱 층이나 완전 연결 층의 값 하나를 고르세요. 입력 바이트에서 결과 바이트까지 그 정수들을 여기서 따라갑니다.</translation>
    </message>
    <message>
        <source>One step back (Left)</source>
        <translation>한 단계 뒤로(왼쪽 화살표)</translation>
    </message>
    <message>
        <source>One step on (Right)</source>
        <translation>한 단계 앞으로(오른쪽 화살표)</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>재생</translation>
    </message>
    <message>
        <source>Play the sum from product to product (Space)</source>
        <translation>곱 하나씩 더해 가며 재생합니다(Space)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy the whole calculation in full precision</source>
        <translation>계산 전체를 모든 자릿수로 복사합니다</translation>
    </message>
    <message>
        <source>Step of the calculation</source>
        <translation>계산 단계</translation>
    </message>
    <message>
        <source> · Output: scale %1, zero point %2</source>
        <translation> · 출력: 스케일 %1, 영점 %2</translation>
    </message>
    <message>
        <source>%1 lies within 0 to 255</source>
        <translation>%1: 0~255 안에 있음</translation>
    </message>
    <message>
        <source>A byte holds 0 to 255: it fits.</source>
        <translation>바이트는 0에서 255까지 담습니다. 이 값은 들어갑니다.</translation>
    </message>
    <message>
        <source>A byte holds 0 to 255: what is beyond becomes the end.</source>
        <translation>바이트는 0에서 255까지 담습니다. 벗어난 값은 끝값이 됩니다.</translation>
    </message>
    <message>
        <source>Input: unsigned bytes, 0 to 255, scale %1, zero point %2 · Weights: signed int8, %3 to 127, scale %4, zero point 0</source>
        <translation>입력: 부호 없는 바이트 0~255, 스케일 %1, 영점 %2 · 가중치: 부호 있는 int8 %3~127, 스케일 %4, 영점 0</translation>
    </message>
    <message>
        <source>One multiplication turns steps of the sum into steps of the output.</source>
        <translation>곱셈 한 번으로 합의 눈금을 출력의 눈금으로 바꿉니다.</translation>
    </message>
    <message>
        <source>One multiplication turns the sum into a real number: the last layer leaves int8.</source>
        <translation>곱셈 한 번으로 합을 실수로 바꿉니다. 마지막 층은 int8을 벗어납니다.</translation>
    </message>
    <message>
        <source>Product %1 of %2 lies in the padding: the byte there is the zero point, which stands for 0.</source>
        <translation>곱 %2개 중 %1번째는 패딩에 있습니다. 그곳의 바이트는 영점이며 0을 뜻합니다.</translation>
    </message>
    <message>
        <source>Product %1 of %2: whole numbers only, so nothing is rounded here.</source>
        <translation>곱 %2개 중 %1번째: 정수뿐이므로 여기서는 반올림이 없습니다.</translation>
    </message>
    <message>
        <source>Rounded half to even, and the zero point is added: this is where precision is lost.</source>
        <translation>가장 가까운 짝수로 반올림하고 영점을 더합니다. 정밀도를 잃는 곳이 바로 여기입니다.</translation>
    </message>
    <message>
        <source>The accumulator is 0. It has 32 bits: products of bytes need more than 8.</source>
        <translation>누산기는 0입니다. 바이트끼리의 곱은 8비트를 넘으므로 32비트를 씁니다.</translation>
    </message>
    <message>
        <source>The activation works in steps of the output.</source>
        <translation>활성화는 출력의 눈금으로 계산합니다.</translation>
    </message>
    <message>
        <source>The bias is a 32-bit integer in the same steps: input scale times weight scale.</source>
        <translation>편향도 같은 눈금(입력 스케일 × 가중치 스케일)의 32비트 정수입니다.</translation>
    </message>
    <message>
        <source>The element is %1 in int8 and %2 in fp32: %3 apart.</source>
        <translation>이 값은 int8에서 %1, fp32에서 %2입니다. 차이는 %3입니다.</translation>
    </message>
    <message>
        <source>The element is %1 in int8.</source>
        <translation>이 값은 int8에서 %1입니다.</translation>
    </message>
    <message>
        <source>The other side of the addition joins, in steps of the output.</source>
        <translation>덧셈의 다른 쪽이 출력의 눈금으로 더해집니다.</translation>
    </message>
    <message>
        <source>activate</source>
        <translation>활성화</translation>
    </message>
    <message>
        <source>add the bias</source>
        <translation>편향 더하기</translation>
    </message>
    <message>
        <source>add the skip</source>
        <translation>건너뛴 값 더하기</translation>
    </message>
    <message>
        <source>fp32: %1, difference %2</source>
        <translation>fp32: %1, 차이 %2</translation>
    </message>
    <message>
        <source>input scale %1, zero point %2; weight scale %3; multiplier %4</source>
        <translation>입력 스케일 %1, 영점 %2; 가중치 스케일 %3; 배율 %4</translation>
    </message>
    <message>
        <source>requantise</source>
        <translation>재양자화</translation>
    </message>
    <message>
        <source>round, zero point</source>
        <translation>반올림, 영점</translation>
    </message>
    <message>
        <source>saturate</source>
        <translation>포화</translation>
    </message>
    <message>
        <source>stands for</source>
        <translation>나타내는 값</translation>
    </message>
</context>
<context>
    <name>propago::LayerErrorsCanvas</name>
    <message>
        <source>Signal to noise of each layer in each format</source>
        <translation>층과 형식별 신호 대 잡음비</translation>
    </message>
    <message>
        <source>dB</source>
        <translation>dB</translation>
    </message>
    <message>
        <source>error in steps, %1</source>
        <translation>오차(눈금 단위), %1</translation>
    </message>
    <message>
        <source>no steps</source>
        <translation>눈금 없음</translation>
    </message>
    <message>
        <source>%1 in %2: %3 dB of signal to noise, error %4 on average, %5 at most</source>
        <translation>%2의 %1: 신호 대 잡음비 %3 dB, 오차 평균 %4, 최대 %5</translation>
    </message>
    <message>
        <source>; %1 steps of %2</source>
        <translation>, 크기 %2인 눈금 %1개</translation>
    </message>
    <message>
        <source>Nothing compared yet.</source>
        <translation>아직 비교하지 않았습니다.</translation>
    </message>
    <message>
        <source>Chosen: %1. The worst: %2.</source>
        <translation>선택: %1. 가장 나쁜 층: %2.</translation>
    </message>
</context>
<context>
    <name>propago::LayersPage</name>
    <message>
        <source>How far each layer is from fp32</source>
        <translation>각 층이 fp32와 다른 정도</translation>
    </message>
    <message>
        <source>8 bits</source>
        <translation>8비트</translation>
    </message>
    <message>
        <source>4 bits</source>
        <translation>4비트</translation>
    </message>
    <message>
        <source>2 bits</source>
        <translation>2비트</translation>
    </message>
    <message>
        <source>Bits of the grid</source>
        <translation>격자의 비트 수</translation>
    </message>
    <message>
        <source>Filter whose weights are shown</source>
        <translation>가중치를 보여 줄 필터</translation>
    </message>
    <message>
        <source>all filters</source>
        <translation>모든 필터</translation>
    </message>
    <message>
        <source>filter </source>
        <translation>필터 </translation>
    </message>
    <message>
        <source>This layer has no weights to round. Choose a convolution or a fully connected layer on the left.</source>
        <translation>이 층에는 반올림할 가중치가 없습니다. 왼쪽에서 합성곱 층이나 완전 연결 층을 고르세요.</translation>
    </message>
    <message>
        <source>Range of its activation</source>
        <translation>활성값의 범위</translation>
    </message>
    <message>
        <source>Progress of the comparison of methods</source>
        <translation>방법 비교 진행률</translation>
    </message>
    <message>
        <source>Compare methods</source>
        <translation>방법 비교</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Run the comparison to see how far the values of each layer are from those of fp32.</source>
        <translation>비교를 실행하면 각 층의 값이 fp32와 얼마나 다른지 보입니다.</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>가중치</translation>
    </message>
    <message>
        <source>Weights of %1</source>
        <translation>%1의 가중치</translation>
    </message>
    <message>
        <source>Clip %1, %2 levels, step %3: rounding error %4 + clipping error %5 = %6 squared, %7 dB; %8 of %9 weights cut</source>
        <translation>자르는 값 %1, %2단계, 눈금 %3: 반올림 오차 %4 + 자르기 오차 %5 = 제곱 오차 %6, %7 dB. 가중치 %9개 중 %8개 잘림</translation>
    </message>
    <message>
        <source>How far may the values of a layer reach before they are cut? Four methods of calibration answer differently. The button tries each on this network in int8.</source>
        <translation>층의 값을 어디에서 잘라야 할까요? 네 가지 보정 방법의 답이 다릅니다. 단추를 누르면 이 신경망에서 int8로 하나씩 시험합니다.</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n held-out picture(s); fp32: %2. The share is the accuracy of the whole network.</source>
        <translation>
            <numerusform>%1, 검증용 그림 %n장. fp32: %2. 백분율은 신경망 전체의 정확도입니다.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::LivePictures</name>
    <message>
        <source>Take picture</source>
        <translation>사진 찍기</translation>
    </message>
    <message>
        <source>Keeps the picture in the list below (Space)</source>
        <translation>그림을 아래 목록에 남깁니다 (스페이스)</translation>
    </message>
    <message>
        <source>camera</source>
        <translation>카메라</translation>
    </message>
    <message>
        <source>camera, picture %1</source>
        <translation>카메라, 사진 %1</translation>
    </message>
</context>
<context>
    <name>propago::LossCard</name>
    <message>
        <source>Loss: ideal against actual</source>
        <translation>손실: 이상값과 실제값</translation>
    </message>
    <message>
        <source>%1ln %2 = %3</source>
        <translation>%1ln %2 = %3</translation>
    </message>
    <message>
        <source>sum of (actual %1 ideal)%2 / %3 = %4</source>
        <translation>(실제값 %1 이상값)%2의 합 / %3 = %4</translation>
    </message>
    <message>
        <source>sum of |actual %1 ideal| / %2 = %3</source>
        <translation>|실제값 %1 이상값|의 합 / %2 = %3</translation>
    </message>
    <message>
        <source>Known when this batch has reached the loss.</source>
        <translation>이 배치가 손실 계산에 이르면 알 수 있습니다.</translation>
    </message>
    <message>
        <source>dashed: ideal · shaded: difference</source>
        <translation>점선: 이상값 · 음영: 차이</translation>
    </message>
    <message>
        <source>right category: actual %1 ideal = %2</source>
        <translation>정답 범주: 실제값 %1 이상값 = %2</translation>
    </message>
    <message>
        <source>%1sum of ideal × ln actual = %2</source>
        <translation>%1(이상값 × ln 실제값)의 합 = %2</translation>
    </message>
    <message>
        <source>Click a bar or the loss to see how it came about</source>
        <translation>막대나 손실을 누르면 계산 과정을 볼 수 있습니다</translation>
    </message>
</context>
<context>
    <name>propago::MainWindow</name>
    <message>
        <source>&amp;File</source>
        <translation>파일(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>편집(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>실행(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>보기(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>도움말(&amp;H)</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>신경망</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Classify</source>
        <translation>분류</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>정밀도</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>테마(&amp;T)</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>고대비</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>언어(&amp;G)</translation>
    </message>
    <message>
        <source>Propago</source>
        <translation>Propago</translation>
    </message>
    <message>
        <source>%1 parameters · %2 multiply-adds · batch %3 · %4, learning rate %5 · %6</source>
        <translation>매개변수 %1개 · 곱셈-덧셈 %2회 · 배치 %3 · %4, 학습률 %5 · %6</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Sessions, models and pictures (*.propago *.onnx *.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif);;All files (*)</source>
        <translation>세션, 모델, 그림 (*.propago *.onnx *.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif);;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Save the session</source>
        <translation>세션 저장</translation>
    </message>
    <message>
        <source>Propago sessions (*.propago)</source>
        <translation>Propago 세션 (*.propago)</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>그림 저장</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG 그림 (*.png)</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>저장함: %1</translation>
    </message>
    <message>
        <source>The picture could not be written (%1); choose another place.</source>
        <translation>그림을 저장할 수 없습니다(%1). 다른 위치를 선택하십시오.</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>키보드 단축키</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>키</translation>
    </message>
    <message>
        <source>About Propago</source>
        <translation>Propago 정보</translation>
    </message>
    <message>
        <source>Propago %1</source>
        <translation>Propago %1</translation>
    </message>
    <message>
        <source>Watch a convolutional network learn, step by step, and then use it. Free software under the GNU General Public License, version 3 or later.</source>
        <translation>합성곱 신경망이 학습하는 과정을 한 단계씩 지켜보고, 학습한 신경망을 사용해 봅니다. GNU 일반 공중 사용 허가서(GPL) 버전 3 이상에 따라 배포되는 자유 소프트웨어입니다.</translation>
    </message>
    <message>
        <source>Addresses on the web are not fetched; save the file first and drop that.</source>
        <translation>웹 주소에서는 가져오지 않습니다. 파일을 먼저 저장한 뒤 그 파일을 끌어다 놓으십시오.</translation>
    </message>
</context>
<context>
    <name>propago::MapTrio</name>
    <message>
        <source>One map in fp32, in another precision, and their difference</source>
        <translation>맵 하나를 fp32와 다른 정밀도로 본 것, 그리고 그 차이</translation>
    </message>
    <message>
        <source>%1, map %2, row %3, column %4</source>
        <translation>%1, 맵 %2, 행 %3, 열 %4</translation>
    </message>
    <message>
        <source>fp32 %1 · %2 %3 · difference %4</source>
        <translation>fp32 %1 · %2 %3 · 차이 %4</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>차이</translation>
    </message>
    <message>
        <source>of the layer&apos;s range</source>
        <translation>층 값 범위 대비</translation>
    </message>
    <message>
        <source>glow: below and above fp32</source>
        <translation>빛나는 곳: fp32보다 작음과 큼</translation>
    </message>
    <message>
        <source>values in fp32</source>
        <translation>fp32 값</translation>
    </message>
</context>
<context>
    <name>propago::MessageBar</name>
    <message>
        <source>Close the message</source>
        <translation>메시지 닫기</translation>
    </message>
</context>
<context>
    <name>propago::MicroscopeCanvas</name>
    <message>
        <source>Microscope</source>
        <translation>현미경</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>directly</source>
        <translation>직접</translation>
    </message>
    <message>
        <source>through the mean</source>
        <translation>평균을 거쳐</translation>
    </message>
    <message>
        <source>through the deviation</source>
        <translation>표준편차를 거쳐</translation>
    </message>
    <message>
        <source>actual</source>
        <translation>실제</translation>
    </message>
    <message>
        <source>ideal</source>
        <translation>이상</translation>
    </message>
    <message>
        <source>the rest</source>
        <translation>나머지</translation>
    </message>
    <message>
        <source>padding: 0 times %1</source>
        <translation>패딩: 0 곱하기 %1</translation>
    </message>
    <message>
        <source>%1 · map %2</source>
        <translation>%1 · 맵 %2</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>기울기</translation>
    </message>
    <message>
        <source>weights of %1</source>
        <translation>%1의 가중치</translation>
    </message>
    <message>
        <source>values</source>
        <translation>값</translation>
    </message>
    <message>
        <source>inputs</source>
        <translation>입력</translation>
    </message>
    <message>
        <source>factors</source>
        <translation>계수</translation>
    </message>
    <message>
        <source>products</source>
        <translation>곱</translation>
    </message>
    <message>
        <source>sum %1</source>
        <translation>합 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n more, together %1</source>
        <translation>
            <numerusform>나머지 %n개, 합쳐서 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>rest</source>
        <translation>나머지</translation>
    </message>
    <message>
        <source>bias</source>
        <translation>편향</translation>
    </message>
    <message>
        <source>what each picture of the batch wants, one added to the other</source>
        <translation>배치의 그림마다 원하는 바를 차례로 더함</translation>
    </message>
    <message>
        <source>the running sum</source>
        <translation>차례로 더한 합</translation>
    </message>
    <message>
        <source>the weight</source>
        <translation>가중치</translation>
    </message>
    <message>
        <source>its step</source>
        <translation>그 걸음</translation>
    </message>
    <message>
        <source>picture %1</source>
        <translation>그림 %1</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>확률</translation>
    </message>
</context>
<context>
    <name>propago::MicroscopeView</name>
    <message>
        <source>The arithmetic appears when the run is paused or slowed down.</source>
        <translation>실행을 멈추거나 늦추면 계산이 나타납니다.</translation>
    </message>
    <message>
        <source>These are the numbers of the picture itself: nothing made them.</source>
        <translation>이것은 그림 자체의 수이며 계산된 것이 아닙니다.</translation>
    </message>
    <message>
        <source>This number has not been computed in this batch yet. Step forward to see it come about.</source>
        <translation>이 배치에서 아직 계산되지 않은 수입니다. 앞으로 나아가면 생겨나는 것을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>This gradient has not been computed in this batch yet. Step forward into the backward phase to see it come about.</source>
        <translation>이 배치에서 아직 계산되지 않은 기울기입니다. 역전파 단계로 나아가면 생겨나는 것을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>The weights have been updated since: step back before the update to see the sum that made the number.</source>
        <translation>그 뒤에 가중치가 갱신되었습니다. 갱신 전으로 되돌아가면 이 수를 만든 합을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Gradient at %1</source>
        <translation>%1의 기울기</translation>
    </message>
    <message>
        <source>%1 · neuron %2</source>
        <translation>%1 · 뉴런 %2</translation>
    </message>
    <message>
        <source>%1 · map %2 · row %3 · column %4</source>
        <translation>%1 · 맵 %2 · %3행 · %4열</translation>
    </message>
    <message>
        <source>%1 · weight of map %2 for map %3 at %4, %5</source>
        <translation>%1 · 맵 %3에서 맵 %2로 가는 가중치 (%4, %5)</translation>
    </message>
    <message>
        <source>%1 · weight of neuron %2 for input %3</source>
        <translation>%1 · 입력 %3에서 뉴런 %2로 가는 가중치</translation>
    </message>
    <message>
        <source>%1 · weight %2</source>
        <translation>%1 · 가중치 %2</translation>
    </message>
    <message>
        <source>value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>기울기</translation>
    </message>
    <message>
        <source>a weight&apos;s gradient</source>
        <translation>가중치의 기울기</translation>
    </message>
    <message>
        <source>Slide</source>
        <translation>훑기</translation>
    </message>
    <message>
        <source>Copy as calculation</source>
        <translation>계산식 복사</translation>
    </message>
    <message>
        <source>Back to the network (Escape)</source>
        <translation>신경망으로 돌아가기 (Escape)</translation>
    </message>
    <message>
        <source>Close the microscope</source>
        <translation>현미경 닫기</translation>
    </message>
    <message>
        <source>The number before</source>
        <translation>앞의 수</translation>
    </message>
    <message>
        <source>The next number</source>
        <translation>다음 수</translation>
    </message>
    <message>
        <source>Slide over the map, number by number (P)</source>
        <translation>맵을 수 하나씩 훑기 (P)</translation>
    </message>
    <message>
        <source>Microscope</source>
        <translation>현미경</translation>
    </message>
    <message>
        <source>The number before (Alt+Left)</source>
        <translation>앞의 수 (Alt+왼쪽)</translation>
    </message>
    <message>
        <source>The next number (Alt+Right)</source>
        <translation>다음 수 (Alt+오른쪽)</translation>
    </message>
    <message>
        <source>The update is known when all gradients of this batch are there. Step forward to the end of the backward phase to see why this weight will move.</source>
        <translation>이 배치의 모든 기울기가 있어야 갱신을 알 수 있습니다. 역전파 단계의 끝까지 나아가면 이 가중치가 왜 움직이는지 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Step back before its update to see why.</source>
        <translation>갱신 전으로 되돌아가면 그 까닭을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>its update</source>
        <translation>그 갱신</translation>
    </message>
    <message>
        <source>Known when this batch has reached the loss.</source>
        <translation>이 배치가 손실 계산에 이르면 알 수 있습니다.</translation>
    </message>
    <message>
        <source>How probable: %1</source>
        <translation>확률: %1</translation>
    </message>
    <message>
        <source>Loss of this picture</source>
        <translation>이 그림의 손실</translation>
    </message>
    <message>
        <source>Loss of the batch</source>
        <translation>배치의 손실</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>확률</translation>
    </message>
    <message>
        <source>loss of the picture</source>
        <translation>그림의 손실</translation>
    </message>
    <message>
        <source>loss of the batch</source>
        <translation>배치의 손실</translation>
    </message>
    <message>
        <source>The int8 network is being made: its scales come from training pictures.</source>
        <translation>int8 신경망을 만드는 중입니다. 스케일은 학습 그림에서 정합니다.</translation>
    </message>
    <message>
        <source>%1 in int8</source>
        <translation>int8의 %1</translation>
    </message>
    <message>
        <source>int8</source>
        <translation>int8</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>지켜보기</translation>
    </message>
    <message>
        <source>Follow this number from batch to batch, under the timeline (W)</source>
        <translation>이 값을 배치마다 시간줄 아래에서 지켜봅니다 (W)</translation>
    </message>
</context>
<context>
    <name>propago::NetworkStage</name>
    <message>
        <source>Network stage</source>
        <translation>신경망 무대</translation>
    </message>
    <message>
        <source>Opening the demo…</source>
        <translation>데모를 여는 중…</translation>
    </message>
    <message>
        <source> (%1 shown)</source>
        <translation> (%1개 표시)</translation>
    </message>
    <message>
        <source>largest of all layers</source>
        <translation>모든 층의 최댓값</translation>
    </message>
    <message>
        <source>largest of its layer</source>
        <translation>해당 층의 최댓값</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>활성값</translation>
    </message>
    <message>
        <source>weights, gradients, contributions</source>
        <translation>가중치, 기울기, 기여도</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>기울기</translation>
    </message>
    <message>
        <source>value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>%1, neuron %2: %3 %4</source>
        <translation>%1, 뉴런 %2: %3 %4</translation>
    </message>
    <message>
        <source>%1, map %2, row %3, column %4: %5 %6</source>
        <translation>%1, 맵 %2, %3행, %4열: %5 %6</translation>
    </message>
    <message>
        <source> · %1 to %2 (wheel, Alt+Page Down)</source>
        <translation> · %1–%2 (휠, Alt+Page Down)</translation>
    </message>
    <message>
        <source>A run pauses here. Click to let it pass (B)</source>
        <translation>실행이 여기서 멈춥니다. 누르면 지나갑니다 (B)</translation>
    </message>
    <message>
        <source>Click to make a run pause here (B)</source>
        <translation>누르면 실행이 여기서 멈춥니다 (B)</translation>
    </message>
    <message numerus="yes">
        <source>made of %n value(s)</source>
        <translation>
            <numerusform>값 %n개로 계산됨</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>goes into %n value(s)</source>
        <translation>
            <numerusform>값 %n개에 쓰임</numerusform>
        </translation>
    </message>
    <message>
        <source>largest of all layers so far</source>
        <translation>지금까지 모든 층의 최댓값</translation>
    </message>
    <message>
        <source>largest of its layer so far</source>
        <translation>지금까지 그 층의 최댓값</translation>
    </message>
    <message>
        <source>where the batch is</source>
        <translation>배치가 지금 있는 곳</translation>
    </message>
</context>
<context>
    <name>propago::NumberLens</name>
    <message>
        <source>Type a number such as 0.1, 1/3, 2^-14, nan, inf, or bits such as bf16 0x3DCD</source>
        <translation>0.1, 1/3, 2^-14, nan, inf 같은 수나 bf16 0x3DCD 같은 비트를 입력하세요</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>수</translation>
    </message>
    <message>
        <source>Number lens</source>
        <translation>수 돋보기</translation>
    </message>
    <message>
        <source>Number under the lens</source>
        <translation>돋보기 아래의 수</translation>
    </message>
    <message>
        <source>0.1, 1/3, 2^-14, nan, inf, or bits: 0x3DCCCCCD, bf16 0x3DCD</source>
        <translation>0.1, 1/3, 2^-14, nan, inf 또는 비트: 0x3DCCCCCD, bf16 0x3DCD</translation>
    </message>
    <message>
        <source>As in the network</source>
        <translation>신경망의 값으로</translation>
    </message>
    <message>
        <source>Back to the value that the network has</source>
        <translation>신경망이 가진 값으로 되돌립니다</translation>
    </message>
    <message>
        <source>Integers cover</source>
        <translation>정수 범위</translation>
    </message>
    <message>
        <source>to</source>
        <translation>~</translation>
    </message>
    <message>
        <source>Least number of the integer formats</source>
        <translation>정수 형식의 가장 작은 수</translation>
    </message>
    <message>
        <source>Largest number of the integer formats</source>
        <translation>정수 형식의 가장 큰 수</translation>
    </message>
</context>
<context>
    <name>propago::NumberWords</name>
    <message>
        <source> · subnormal: the 1 in front is missing, and digits with it</source>
        <translation> · 비정규 수: 맨 앞의 1이 없어 자릿수가 줄어듭니다</translation>
    </message>
    <message>
        <source>%1, signed: %2 · scale %3, zero point %4</source>
        <translation>%1, 부호 있음: %2 · 스케일 %3, 영점 %4</translation>
    </message>
    <message>
        <source>%1: %2 0: all bits of exponent and fraction are 0</source>
        <translation>%1: %2 0: 지수와 가수의 모든 비트가 0</translation>
    </message>
    <message>
        <source>%1: %2: all exponent bits are 1, all bits of the fraction 0</source>
        <translation>%1: %2: 지수 비트는 모두 1, 가수 비트는 모두 0</translation>
    </message>
    <message>
        <source>%1: not a number: all exponent bits are 1, and some bit of the fraction</source>
        <translation>%1: 수가 아님(NaN): 지수 비트가 모두 1이고 가수에도 1이 있음</translation>
    </message>
    <message>
        <source>beyond the end: saturated</source>
        <translation>범위 밖: 끝값으로 포화</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>정확함</translation>
    </message>
    <message>
        <source>has no place: zero point</source>
        <translation>나타낼 수 없음: 영점</translation>
    </message>
    <message>
        <source>off by %1 %</source>
        <translation>%1 % 어긋남</translation>
    </message>
    <message>
        <source>too large: infinite</source>
        <translation>너무 큼: 무한대</translation>
    </message>
    <message>
        <source>too small: 0</source>
        <translation>너무 작음: 0</translation>
    </message>
    <message>
        <source>up to %1 in steps of %2</source>
        <translation>%1까지, 눈금 %2</translation>
    </message>
    <message>
        <source>up to %1 · %2 digits</source>
        <translation>%1까지 · %2자리</translation>
    </message>
</context>
<context>
    <name>propago::NumbersPage</name>
    <message>
        <source>One number</source>
        <translation>수 하나</translation>
    </message>
    <message>
        <source>One multiply-add in int8</source>
        <translation>int8 곱셈과 덧셈 하나</translation>
    </message>
    <message>
        <source>What is looked at</source>
        <translation>살펴볼 내용</translation>
    </message>
    <message>
        <source>Layer whose arithmetic is shown</source>
        <translation>계산을 보여 줄 층</translation>
    </message>
    <message>
        <source>Number of the value</source>
        <translation>값의 번호</translation>
    </message>
    <message>
        <source>value </source>
        <translation>값 </translation>
    </message>
    <message>
        <source>Of the picture that is shown under One picture; a click on a value there leads here.</source>
        <translation>그림 하나에서 보는 그림의 계산입니다. 거기서 값을 누르면 여기로 옵니다.</translation>
    </message>
    <message>
        <source>This layer multiplies nothing in int8.</source>
        <translation>이 층은 int8로 곱셈을 하지 않습니다.</translation>
    </message>
    <message>
        <source>%1, value %2</source>
        <translation>%1, 값 %2</translation>
    </message>
    <message>
        <source>Layer whose weight is put under the lens</source>
        <translation>돋보기에 놓을 가중치의 층</translation>
    </message>
    <message>
        <source>Number of the weight</source>
        <translation>가중치 번호</translation>
    </message>
    <message>
        <source>weight </source>
        <translation>가중치 </translation>
    </message>
    <message>
        <source>Put it under the lens</source>
        <translation>돋보기에 놓기</translation>
    </message>
    <message>
        <source>Type a number below, or take one of the network:</source>
        <translation>아래에 수를 입력하거나 신경망에서 가져오세요:</translation>
    </message>
    <message>
        <source>With this weight the network still says %1: %2, before %3.</source>
        <translation>이 가중치로도 신경망의 답은 %1입니다: %2(이전 %3).</translation>
    </message>
    <message>
        <source>With this weight the network says %1 (%2) instead of %3 (%4).</source>
        <translation>이 가중치로는 신경망의 답이 %3(%4) 대신 %1(%2)입니다.</translation>
    </message>
</context>
<context>
    <name>propago::PictureLabel</name>
    <message>
        <source>%1 by %2 pixels</source>
        <translation>%1 × %2픽셀</translation>
    </message>
</context>
<context>
    <name>propago::PicturePage</name>
    <message>
        <source>Number of the held-out picture</source>
        <translation>검증용 그림 번호</translation>
    </message>
    <message>
        <source>held-out picture </source>
        <translation>검증용 그림 </translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>열기…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>붙여넣기</translation>
    </message>
    <message>
        <source>Open picture</source>
        <translation>그림 열기</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif)</source>
        <translation>그림 (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>모든 파일 (*)</translation>
    </message>
    <message>
        <source>clipboard</source>
        <translation>클립보드</translation>
    </message>
    <message>
        <source>is: %1</source>
        <translation>정답: %1</translation>
    </message>
    <message>
        <source>%1 says %2; fp32&apos;s %3 is its number %4</source>
        <translation>%1의 답은 %2, fp32의 답 %3은(는) %4순위</translation>
    </message>
    <message>
        <source>Nothing is fetched from the network: save the picture first, then drop the file.</source>
        <translation>네트워크에서 가져오지 않습니다. 그림을 먼저 저장한 뒤 파일을 놓으세요.</translation>
    </message>
    <message>
        <source>dropped picture</source>
        <translation>놓은 그림</translation>
    </message>
    <message>
        <source>camera</source>
        <translation>카메라</translation>
    </message>
</context>
<context>
    <name>propago::PictureReader</name>
    <message>
        <source>First of %1 pictures in the file.</source>
        <translation>파일에 있는 그림 %1장 중 첫 번째입니다.</translation>
    </message>
    <message>
        <source>Incomplete: the file ends before the picture does.</source>
        <translation>불완전함: 그림이 끝나기 전에 파일이 끝납니다.</translation>
    </message>
    <message>
        <source>The file is named .%1 but holds a %2 picture.</source>
        <translation>파일 확장자는 .%1이지만 %2 그림이 들어 있습니다.</translation>
    </message>
    <message>
        <source>Transparent places are taken as black.</source>
        <translation>투명한 부분은 검은색으로 처리합니다.</translation>
    </message>
</context>
<context>
    <name>propago::PrecisionModel</name>
    <message>
        <source>%1 to %2</source>
        <translation>%1~%2</translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation>아직 측정하지 않음</translation>
    </message>
    <message>
        <source>Emulated: this processor has no arithmetic of its own for this format</source>
        <translation>에뮬레이션: 이 프로세서에는 이 형식의 전용 연산이 없습니다</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1바이트</translation>
    </message>
    <message>
        <source>%1 (emulated)</source>
        <translation>%1 (에뮬레이션)</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>정확도</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 신뢰 구간</translation>
    </message>
    <message>
        <source>Same as fp32</source>
        <translation>fp32와 일치</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>가중치</translation>
    </message>
    <message>
        <source>p50 µs</source>
        <translation>p50 µs</translation>
    </message>
    <message>
        <source>p95 µs</source>
        <translation>p95 µs</translation>
    </message>
    <message>
        <source>p99 µs</source>
        <translation>p99 µs</translation>
    </message>
    <message>
        <source>Images/s</source>
        <translation>이미지/초</translation>
    </message>
    <message>
        <source>Speed-up</source>
        <translation>속도 향상</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>커널</translation>
    </message>
    <message numerus="yes">
        <source>%n measured run(s), batch 1, one thread</source>
        <translation>
            <numerusform>측정 %n회, 배치 1, 스레드 하나</numerusform>
        </translation>
    </message>
    <message>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Against fp32</source>
        <translation>fp32와 비교</translation>
    </message>
</context>
<context>
    <name>propago::PrecisionRows</name>
    <message numerus="yes">
        <source>need %n more</source>
        <translation>
            <numerusform>%n회 더 필요</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::PrecisionView</name>
    <message>
        <source>Progress of the comparison</source>
        <translation>비교 진행률</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Run comparison</source>
        <translation>비교 실행</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>층</translation>
    </message>
    <message>
        <source>One picture</source>
        <translation>그림 하나</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>수</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>비트</translation>
    </message>
    <message>
        <source>Pages of this workspace</source>
        <translation>이 작업 공간의 쪽</translation>
    </message>
    <message>
        <source>What do you lose and gain with fewer bits?</source>
        <translation>비트를 줄이면 무엇을 잃고 무엇을 얻을까요?</translation>
    </message>
    <message>
        <source>Tick at least one format.</source>
        <translation>형식을 하나 이상 고르세요.</translation>
    </message>
    <message>
        <source>Run comparison measures %1 on %2 held-out pictures of this network: accuracy, size and speed.</source>
        <translation>비교 실행은 검증용 그림 %2장으로 이 신경망의 %1을(를) 잽니다: 정확도, 크기, 속도.</translation>
    </message>
</context>
<context>
    <name>propago::PrecisionWords</name>
    <message>
        <source>%1 and %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 by %2 %</source>
        <translation>%1 %2 %</translation>
    </message>
    <message>
        <source>%1 gets %2 right; %3. Tick fp32 too to compare speed and size.</source>
        <translation>%1: %2 맞힘, %3. 속도와 크기를 비교하려면 fp32도 고르세요.</translation>
    </message>
    <message>
        <source>%1 images/s</source>
        <translation>%1 이미지/초</translation>
    </message>
    <message>
        <source>%1 is %2 × as fast as fp32 and %3; %4.</source>
        <translation>%1: fp32보다 %2배 빠르고 %3, %4.</translation>
    </message>
    <message>
        <source>%1 is as fast as fp32 and %3; %4.</source>
        <translation>%1: fp32와 빠르기가 같고 %3, %4.</translation>
    </message>
    <message>
        <source>%1 pictures are right in fp32 and wrong in %2, %3 the other way round. Were both equally good, so uneven a split would come about with %4 (McNemar&apos;s test).</source>
        <translation>fp32에서 맞고 %2에서 틀린 그림이 %1장, 그 반대가 %3장입니다. 둘이 똑같이 좋다면 이만큼 치우칠 확률은 %4입니다(맥니머 검정).</translation>
    </message>
    <message>
        <source>%1 points, could be chance</source>
        <translation>%1 %p, 우연일 수 있음</translation>
    </message>
    <message>
        <source>%1 points, real</source>
        <translation>%1 %p, 실제 차이</translation>
    </message>
    <message>
        <source>%1 ranges</source>
        <translation>%1 범위</translation>
    </message>
    <message>
        <source>%1 takes %2 × as long as fp32 and is %3; %4.</source>
        <translation>%1: fp32보다 %2배 오래 걸리고 %3, %4.</translation>
    </message>
    <message>
        <source>%1 × as large</source>
        <translation>크기는 %1배이며</translation>
    </message>
    <message>
        <source>%1 × as small</source>
        <translation>크기는 %1분의 1이며</translation>
    </message>
    <message>
        <source>%1: %2 × the speed, %3 points</source>
        <translation>%1: 속도 %2배, %3 %p</translation>
    </message>
    <message>
        <source>%1: same answer as fp32 for %2</source>
        <translation>%1: fp32와 같은 답 %2</translation>
    </message>
    <message>
        <source>(could be chance, %1)</source>
        <translation>(우연일 수 있음, %1)</translation>
    </message>
    <message>
        <source>(real, %1)</source>
        <translation>(실제 차이, %1)</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>All others are compared with this row.</source>
        <translation>다른 모든 형식을 이 행과 비교합니다.</translation>
    </message>
    <message>
        <source>Measured with: %1</source>
        <translation>측정 설정: %1</translation>
    </message>
    <message>
        <source>No format of this comparison needs calibration.</source>
        <translation>이 비교에는 보정이 필요한 형식이 없습니다.</translation>
    </message>
    <message>
        <source>The processor&apos;s pace changed while latencies were measured (%1): compare only what stands in the same table, or run again on a quiet machine.</source>
        <translation>지연 시간을 재는 동안 프로세서의 속도가 변했습니다(%1). 같은 표 안의 값끼리만 비교하거나 한가할 때 다시 실행하세요.</translation>
    </message>
    <message>
        <source>a scale for each filter</source>
        <translation>필터마다 눈금 하나</translation>
    </message>
    <message>
        <source>as large</source>
        <translation>크기는 같으며</translation>
    </message>
    <message>
        <source>corrected bias</source>
        <translation>편향 보정</translation>
    </message>
    <message>
        <source>emulated: this processor has no arithmetic of its own for it</source>
        <translation>흉내: 이 프로세서에는 이 형식의 연산이 없습니다</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>엔트로피</translation>
    </message>
    <message>
        <source>equalised layers</source>
        <translation>층 균등화</translation>
    </message>
    <message>
        <source>fp32 gets %1 right, in %2 µs for a picture. Tick another format to compare.</source>
        <translation>fp32: %1 맞힘, 그림 한 장에 %2 µs. 비교하려면 다른 형식도 고르세요.</translation>
    </message>
    <message>
        <source>it answers every picture as well as fp32</source>
        <translation>모든 그림에서 fp32만큼 잘 답합니다</translation>
    </message>
    <message>
        <source>it gains %1 points of accuracy</source>
        <translation>정확도는 %1 %p 오릅니다</translation>
    </message>
    <message>
        <source>it gets exactly as many pictures right</source>
        <translation>맞힌 그림 수가 똑같습니다</translation>
    </message>
    <message>
        <source>it loses %1 points of accuracy</source>
        <translation>정확도는 %1 %p 낮아집니다</translation>
    </message>
    <message>
        <source>least squared error</source>
        <translation>최소 제곱 오차</translation>
    </message>
    <message>
        <source>loss %1</source>
        <translation>손실 %1</translation>
    </message>
    <message>
        <source>min-max</source>
        <translation>최소-최대</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>차이 없음</translation>
    </message>
    <message>
        <source>one scale for a layer</source>
        <translation>층마다 눈금 하나</translation>
    </message>
    <message>
        <source>p95 (µs) %1, p99 %2, of %3 runs</source>
        <translation>p95 (µs) %1, p99 %2, 측정 %3회</translation>
    </message>
    <message>
        <source>percentile</source>
        <translation>백분위수</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>기준</translation>
    </message>
    <message>
        <source>symmetric activations</source>
        <translation>대칭 활성값</translation>
    </message>
    <message numerus="yes">
        <source>%n calibration picture(s)</source>
        <translation>
            <numerusform>보정 그림 %n장</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>propago::PredictionBars</name>
    <message>
        <source>Probabilities</source>
        <translation>확률</translation>
    </message>
    <message>
        <source>Most likely %1 with %2 %</source>
        <translation>가장 유력한 답은 %1, %2 %</translation>
    </message>
</context>
<context>
    <name>propago::QuantisationPanel</name>
    <message>
        <source>Share of the values that stays inside</source>
        <translation>범위 안에 남는 값의 비율</translation>
    </message>
    <message>
        <source>one for each filter</source>
        <translation>필터마다 하나</translation>
    </message>
    <message>
        <source>one for a layer</source>
        <translation>층마다 하나</translation>
    </message>
    <message>
        <source>Ranges of activations</source>
        <translation>활성값 범위</translation>
    </message>
    <message>
        <source>from training pictures</source>
        <translation>학습용 그림 수</translation>
    </message>
    <message>
        <source>Scale of weights</source>
        <translation>가중치 눈금</translation>
    </message>
    <message>
        <source>Symmetric activations</source>
        <translation>대칭 활성값</translation>
    </message>
    <message>
        <source>The zero point is fixed: simpler arithmetic, half the levels may lie idle.</source>
        <translation>영점이 고정됩니다. 계산은 단순해지지만 단계의 절반이 놀 수 있습니다.</translation>
    </message>
    <message>
        <source>Equalise layers</source>
        <translation>층 균등화</translation>
    </message>
    <message>
        <source>Shifts scale between neighbouring layers, so that no filter is much smaller than the others.</source>
        <translation>이웃한 층 사이에서 크기를 옮겨 유난히 작은 필터가 없게 합니다.</translation>
    </message>
    <message>
        <source>Correct the bias</source>
        <translation>편향 보정</translation>
    </message>
    <message>
        <source>Takes out of the bias by how much rounded weights shift a layer&apos;s mean.</source>
        <translation>가중치를 반올림하여 층의 평균이 밀린 만큼 편향에서 뺍니다.</translation>
    </message>
</context>
<context>
    <name>propago::RaceBoard</name>
    <message>
        <source>%1 arrives first</source>
        <translation>%1이(가) 먼저 도착</translation>
    </message>
    <message>
        <source>%1 in %2: from here on the answer would be %3</source>
        <translation>%2의 %1: 여기서부터 답이 %3(으)로 바뀝니다</translation>
    </message>
    <message>
        <source>%1 in %2: its values alone would change the answer; what follows changes it back</source>
        <translation>%2의 %1: 이 값만으로는 답이 바뀌지만 뒤의 층이 되돌립니다</translation>
    </message>
    <message>
        <source>%1 is right</source>
        <translation>%1이(가) 정답</translation>
    </message>
    <message>
        <source>Every precision answers %1</source>
        <translation>모든 정밀도의 답: %1</translation>
    </message>
    <message>
        <source>The precisions do not agree: fp32 answers %1</source>
        <translation>정밀도마다 답이 다릅니다: fp32의 답은 %1</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>같음</translation>
    </message>
    <message>
        <source>the truth is %1</source>
        <translation>정답은 %1</translation>
    </message>
</context>
<context>
    <name>propago::RaceCanvas</name>
    <message>
        <source>Race of the precisions</source>
        <translation>정밀도 경주</translation>
    </message>
    <message>
        <source>%1: from %2 to %3</source>
        <translation>%1: %2에서 %3까지</translation>
    </message>
    <message>
        <source>%1: signal to quantisation noise %2</source>
        <translation>%1: 신호 대 양자화 잡음비 %2</translation>
    </message>
    <message>
        <source>probabilities</source>
        <translation>확률</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
    <message numerus="yes">
        <source>p50 of %n run(s)</source>
        <translation>
            <numerusform>%n회의 p50</numerusform>
        </translation>
    </message>
    <message>
        <source>flips</source>
        <translation>바뀜</translation>
    </message>
</context>
<context>
    <name>propago::RaceView</name>
    <message>
        <source>Race of the precisions</source>
        <translation>정밀도 경주</translation>
    </message>
    <message>
        <source>One picture, every precision</source>
        <translation>그림 하나, 모든 정밀도</translation>
    </message>
    <message>
        <source>A picture goes through the network in fp32 and in the chosen formats at once: see where their numbers part, and whether the answer stays.</source>
        <translation>그림 하나가 fp32와 고른 형식들로 동시에 신경망을 지납니다. 수가 어디서 갈라지는지, 답이 그대로인지 살펴보세요.</translation>
    </message>
    <message>
        <source>The picture before</source>
        <translation>이전 그림</translation>
    </message>
    <message>
        <source>The next picture</source>
        <translation>다음 그림</translation>
    </message>
    <message>
        <source>Race</source>
        <translation>경주</translation>
    </message>
    <message>
        <source>Let the lanes run, each as fast as it was measured</source>
        <translation>각 레인을 측정된 속도로 달리게 합니다</translation>
    </message>
    <message>
        <source>How much of the race is over</source>
        <translation>경주가 진행된 정도</translation>
    </message>
</context>
<context>
    <name>propago::Rail</name>
    <message>
        <source>Workspaces</source>
        <translation>작업 공간</translation>
    </message>
</context>
<context>
    <name>propago::RangeBars</name>
    <message>
        <source>Ranges of the activation, by method</source>
        <translation>방법별 활성값 범위</translation>
    </message>
    <message>
        <source>%1: %2 to %3, accuracy %4</source>
        <translation>%1: %2에서 %3까지, 정확도 %4</translation>
    </message>
</context>
<context>
    <name>propago::RangeRuler</name>
    <message>
        <source>What each format reaches</source>
        <translation>각 형식이 나타내는 범위</translation>
    </message>
    <message>
        <source>pale: subnormal numbers</source>
        <translation>옅은 색: 비정규 수</translation>
    </message>
    <message>
        <source>not a number: nowhere on this axis</source>
        <translation>수가 아님: 이 축에는 없음</translation>
    </message>
    <message>
        <source>0: left of every power of ten</source>
        <translation>0: 모든 10의 거듭제곱보다 왼쪽</translation>
    </message>
</context>
<context>
    <name>propago::ResultsCard</name>
    <message>
        <source>All pictures so far</source>
        <translation>지금까지의 모든 그림</translation>
    </message>
    <message>
        <source>Export CSV…</source>
        <translation>CSV 내보내기…</translation>
    </message>
    <message>
        <source>Clear list</source>
        <translation>목록 비우기</translation>
    </message>
    <message>
        <source>Export results</source>
        <translation>결과 내보내기</translation>
    </message>
    <message>
        <source>Results written to %1</source>
        <translation>결과를 %1에 저장했습니다</translation>
    </message>
</context>
<context>
    <name>propago::ResultsModel</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>그림</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>답</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>확률</translation>
    </message>
    <message>
        <source>Second guess</source>
        <translation>두 번째 추측</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>지연 시간</translation>
    </message>
</context>
<context>
    <name>propago::RunTables</name>
    <message>
        <source>Acc.
%</source>
        <translation>정확도
%</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>에폭</translation>
    </message>
    <message>
        <source>Test
%</source>
        <translation>검증
%</translation>
    </message>
    <message>
        <source>Test
loss</source>
        <translation>검증
손실</translation>
    </message>
    <message>
        <source>Images
per s</source>
        <translation>초당
이미지</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>Parameter</source>
        <translation>매개변수</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>비고</translation>
    </message>
    <message>
        <source>Time
s</source>
        <translation>시간
초</translation>
    </message>
    <message>
        <source>exploding</source>
        <translation>폭주</translation>
    </message>
    <message>
        <source>lr·|g|/|v|</source>
        <translation>lr·|g|/|v|</translation>
    </message>
    <message>
        <source>not a number</source>
        <translation>수가 아님</translation>
    </message>
    <message>
        <source>vanishing</source>
        <translation>소실</translation>
    </message>
    <message>
        <source>|gradient|</source>
        <translation>|기울기|</translation>
    </message>
    <message>
        <source>|value|</source>
        <translation>|값|</translation>
    </message>
</context>
<context>
    <name>propago::SettingsPanel</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Start over with these settings</source>
        <translation>이 설정으로 처음부터 다시</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>신경망</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>그림</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>최적화 기법</translation>
    </message>
    <message>
        <source>SGD with momentum</source>
        <translation>모멘텀 SGD</translation>
    </message>
    <message>
        <source>Nesterov</source>
        <translation>Nesterov</translation>
    </message>
    <message>
        <source>Adam</source>
        <translation>Adam</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>스케줄</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>상수</translation>
    </message>
    <message>
        <source>step</source>
        <translation>계단</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>코사인</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>cross-entropy</source>
        <translation>교차 엔트로피</translation>
    </message>
    <message>
        <source>mean squared error</source>
        <translation>평균 제곱 오차</translation>
    </message>
    <message>
        <source>sum of differences (L1)</source>
        <translation>차이의 절댓값 합(L1)</translation>
    </message>
    <message>
        <source>Starting weights</source>
        <translation>초기 가중치</translation>
    </message>
    <message>
        <source>default</source>
        <translation>기본값</translation>
    </message>
    <message>
        <source>Xavier, uniform</source>
        <translation>Xavier, 균등 분포</translation>
    </message>
    <message>
        <source>Xavier, normal</source>
        <translation>Xavier, 정규 분포</translation>
    </message>
    <message>
        <source>Kaiming, uniform</source>
        <translation>Kaiming, 균등 분포</translation>
    </message>
    <message>
        <source>Kaiming, normal</source>
        <translation>Kaiming, 정규 분포</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>학습률</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>모멘텀</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>가중치 감쇠</translation>
    </message>
    <message>
        <source>Cut to</source>
        <translation>감소 비율</translation>
    </message>
    <message>
        <source>Epochs between two cuts</source>
        <translation>감소 간격(에폭)</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>배치</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>에폭</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>시드</translation>
    </message>
    <message>
        <source>shuffle each epoch</source>
        <translation>에폭마다 섞기</translation>
    </message>
    <message>
        <source>Cut after epochs</source>
        <translation>감소 시점(에폭)</translation>
    </message>
    <message>
        <source>Cannot change while training runs: pause first</source>
        <translation>학습 중에는 바꿀 수 없습니다. 먼저 일시 정지하십시오</translation>
    </message>
    <message>
        <source>Used from the next update on, also while training runs</source>
        <translation>학습 중에도 다음 갱신부터 적용됩니다</translation>
    </message>
    <message>
        <source>While training runs only the learning rate can be changed.</source>
        <translation>학습 중에는 학습률만 바꿀 수 있습니다.</translation>
    </message>
    <message>
        <source>Changed: takes effect when you start over.</source>
        <translation>변경됨: 처음부터 다시 시작하면 적용됩니다.</translation>
    </message>
    <message>
        <source>These are the settings of the open run.</source>
        <translation>현재 열린 실행의 설정입니다.</translation>
    </message>
    <message>
        <source>RMSprop</source>
        <translation>RMSprop</translation>
    </message>
    <message>
        <source>Adagrad</source>
        <translation>Adagrad</translation>
    </message>
    <message>
        <source>AdamW</source>
        <translation>AdamW</translation>
    </message>
    <message>
        <source>one-cycle</source>
        <translation>원사이클</translation>
    </message>
    <message>
        <source>plateau</source>
        <translation>정체 시 감소</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>알파</translation>
    </message>
    <message>
        <source>Clip norm</source>
        <translation>노름 자르기</translation>
    </message>
    <message>
        <source>Clip values</source>
        <translation>값 자르기</translation>
    </message>
    <message>
        <source>Label smoothing</source>
        <translation>레이블 평활화</translation>
    </message>
    <message>
        <source>Patience in epochs</source>
        <translation>기다릴 에포크</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>데이터 증강</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>수 형식</translation>
    </message>
    <message>
        <source>fp32</source>
        <translation>fp32</translation>
    </message>
    <message>
        <source>bf16 products, fp32 sums</source>
        <translation>bf16 곱, fp32 합</translation>
    </message>
    <message>
        <source>fp64</source>
        <translation>fp64</translation>
    </message>
</context>
<context>
    <name>propago::StopDialog</name>
    <message>
        <source>the &amp;loss of a batch is above</source>
        <translation>배치의 손실이 다음보다 클 때(&amp;L)</translation>
    </message>
    <message>
        <source>the norm of all &amp;gradients is above</source>
        <translation>모든 기울기의 노름이 다음보다 클 때(&amp;G)</translation>
    </message>
    <message>
        <source>so many &amp;batches are complete</source>
        <translation>배치를 이만큼 마쳤을 때(&amp;B)</translation>
    </message>
    <message>
        <source>the picture that is shown is &amp;mistaken</source>
        <translation>보이는 그림을 잘못 판단했을 때(&amp;M)</translation>
    </message>
    <message>
        <source>Pause a run when…</source>
        <translation>실행을 멈출 조건…</translation>
    </message>
</context>
<context>
    <name>propago::Timeline</name>
    <message>
        <source>Timeline of the run, in batches</source>
        <translation>실행의 타임라인(배치 단위)</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>에폭 %1</translation>
    </message>
</context>
<context>
    <name>propago::TrainingView</name>
    <message>
        <source>Training stopped: the numbers have left the range of ordinary arithmetic. The update was not made and the last good weights are kept. Step back and try a smaller learning rate.</source>
        <translation>학습이 중단되었습니다. 값이 정상적인 연산 범위를 벗어났습니다. 이번 갱신은 적용하지 않았고, 마지막으로 정상이었던 가중치를 유지합니다. 뒤로 돌아가 더 작은 학습률로 시도하십시오.</translation>
    </message>
    <message>
        <source>gradients</source>
        <translation>기울기</translation>
    </message>
    <message>
        <source>step size</source>
        <translation>보폭</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>학습률</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>에폭</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>층</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>에폭</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>층</translation>
    </message>
</context>
<context>
    <name>propago::TransportBar</name>
    <message>
        <source>flat out</source>
        <translation>최고 속도</translation>
    </message>
    <message>
        <source>%1 steps/s</source>
        <translation>%1단계/초</translation>
    </message>
    <message>
        <source>%1 pictures/s</source>
        <translation>그림 %1장/초</translation>
    </message>
    <message>
        <source>op</source>
        <translation>연산</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>층</translation>
    </message>
    <message>
        <source>phase</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>배치</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>에폭</translation>
    </message>
    <message>
        <source>How far a step goes</source>
        <translation>한 번에 나아가는 범위</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>Speed of a run</source>
        <translation>실행 속도</translation>
    </message>
</context>
<context>
    <name>propago::WalkCanvas</name>
    <message>
        <source>One multiply-add in int8</source>
        <translation>int8 곱셈-누산 하나</translation>
    </message>
    <message>
        <source>input</source>
        <translation>입력</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>가중치</translation>
    </message>
    <message>
        <source>product %1</source>
        <translation>곱 %1</translation>
    </message>
    <message>
        <source>running sum</source>
        <translation>누적 합</translation>
    </message>
    <message>
        <source>padding: %1 %2 %3 = 0</source>
        <translation>패딩: %1 %2 %3 = 0</translation>
    </message>
    <message>
        <source> stands for</source>
        <translation> 나타내는 값</translation>
    </message>
    <message>
        <source>running sum: 32-bit accumulator (line) and fp32 (dots)</source>
        <translation>누적 합: 32비트 누산기(선)와 fp32(점)</translation>
    </message>
    <message>
        <source>running sum of the accumulator; its weights hold the normalisation, so the sums of fp32 are of another kind</source>
        <translation>누산기의 누적 합; 가중치에 정규화가 들어 있어 fp32의 합과는 종류가 다릅니다</translation>
    </message>
    <message>
        <source>running sum of the 32-bit accumulator</source>
        <translation>32비트 누산기의 누적 합</translation>
    </message>
    <message>
        <source>apart so far: %1</source>
        <translation>지금까지 차이: %1</translation>
    </message>
    <message>
        <source>stands for %1</source>
        <translation>나타내는 값 %1</translation>
    </message>
</context>
<context>
    <name>propago::WatchStrip</name>
    <message>
        <source>%1 is %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: nothing measured yet</source>
        <translation>%1: 아직 측정하지 않음</translation>
    </message>
    <message>
        <source>Watched numbers</source>
        <translation>지켜보는 값</translation>
    </message>
</context>
<context>
    <name>propago::WeightCanvas</name>
    <message>
        <source>Weights under the grid of integers</source>
        <translation>정수 격자 아래의 가중치</translation>
    </message>
    <message>
        <source>Clip %1: signal to noise %2 dB.</source>
        <translation>자르는 값 %1: 신호 대 잡음비 %2 dB.</translation>
    </message>
    <message>
        <source>min-max</source>
        <translation>최소-최대</translation>
    </message>
    <message>
        <source>least error</source>
        <translation>최소 오차</translation>
    </message>
</context>
</TS>
